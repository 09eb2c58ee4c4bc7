"""Go's type descriptors without what follows from the rest; they stay where they are.

A type that is pointed to has its pointer type's name and offset foretold; a struct's fields lie as
their types' sizes and alignments say; a method's code is told from the method before. Descriptors
are found by how they look (internal/abi, type.go), so nothing need be told but where types lie.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.filters import computed, moduledata
from slimgo.gopack.filters.lines import header
from slimgo.gopack.filters.type_descriptors import (
    MOST,
    NAMED,
    POINTER,
    ROOM,
    STRUCT,
    UNCOMMON,
    size_of,
)

_KINDS = 26
_HEAD = struct.Struct("<2QI4B")
"""Size, bytes with pointers, hash, flags, alignment, alignment as a field, kind."""

_MOST_ALIGNED = 16

_WORD = (1 << 32) - 1
_LONG = (1 << 64) - 1


def find(image: bytes, sections: Mapping[str, range], base: int) -> range:
    """The image range of a program's types. Raises FilterNotApplicable.

    They have a section of their own since Go 1.27. Before they are a part of `.rodata`, here up to
    the first of the computed tables, which are filled after the types. sections: image ranges by
    name. base: virtual address of the image's start.
    """
    if sections.get(".go.type"):
        return sections[".go.type"]
    table, around = sections.get(".gopclntab", range(0)), sections.get(".rodata", range(0))
    told = moduledata.Moduledata(text=0, types=range(0))
    if table:
        names = header.read(memoryview(image)[table.start : table.stop])
        told = moduledata.find(image, base, table, names) or told
    where = range(told.types.start - base, told.types.stop - base)
    if not where or where.start not in around or where.stop > around.stop:
        raise FilterNotApplicable("there is no .go.type, and no moduledata that tells of types")
    _, claimed = computed.find(image, [where])
    return range(where.start, min((one.start for one in claimed), default=where.stop))


def split(types: bytes, address: int, map_size: int = 0) -> bytes:
    """What to keep in place of the types, which begin at an address of the program.

    map_size: bytes of a map's descriptor; where it is 0 the methods of maps stay as they are.
    Raises FilterNotApplicable when they cannot be had back from it.
    """
    kept = bytearray(types)
    last = 0
    for place in places(types):
        _foretell(kept, place, address)
        following = 0
        for field, size, align in _fields(types, place, address):
            (offset,) = struct.unpack_from("<Q", types, field)
            struct.pack_into("<Q", kept, field, offset - _aligned(following, align) & _LONG)
            following = offset + size
        for method in _methods(types, place, map_size):
            here, there = struct.unpack_from("<2I", types, method)
            if here != _WORD:
                turned = (_turned(here - last, 27), _turned(there - here, 27))
                struct.pack_into(">2I", kept, method, *turned)
                last = here
    whole = bytes(kept)
    if join(whole, address, map_size) != types:
        raise FilterNotApplicable("the types would not come back")
    return whole


def join(kept: bytes, address: int, map_size: int = 0) -> bytes:
    """The types that split was given."""
    types = bytearray(kept)
    last = 0
    for place in places(kept):
        if not _looks(types, place):
            continue  # a distance looked like a descriptor until it was an offset again
        _foretell(types, place, address)
        following = 0
        for field, size, align in _fields(types, place, address):
            (more,) = struct.unpack_from("<Q", types, field)
            offset = _aligned(following, align) + more & _LONG
            struct.pack_into("<Q", types, field, offset)
            following = offset + size
        for method in _methods(types, place, map_size):
            here, there = struct.unpack_from(">2I", types, method)
            if here != _WORD:
                last = last + _turned(here, 5) & _WORD
                there = last + _turned(there, 5) & _WORD
                struct.pack_into("<2I", types, method, last, there)
    return bytes(types)


def places(types: bytes | bytearray) -> npt.NDArray[np.int64]:
    """Offsets at which a descriptor may stand: alignments equal, no more pointers than bytes."""
    whole = np.frombuffer(bytes(types[: len(types) & ~7]), "<u8")
    count = max(len(types) - ROOM + 8, 0) // 8
    size, pointers, tail = whole[:count], whole[1 : count + 1], whole[2 : count + 2]
    align, second, kind = (tail >> np.uint64(by) & 255 for by in (40, 48, 56))
    looks = (size < 1 << 24) & (pointers <= size) & (tail & _WORD != 0)
    looks &= (align > 0) & (align <= _MOST_ALIGNED) & (align & align - 1 == 0) & (second == align)
    looks &= (kind & 31 > 0) & (kind & 31 <= _KINDS)
    return np.flatnonzero(looks) * 8


def _looks(types: bytes | bytearray, place: int) -> bool:
    """The same of one place."""
    size, pointers, hash_, _, align, second, kind = _HEAD.unpack_from(types, place)
    return (
        size < 1 << 24
        and pointers <= size
        and hash_ != 0
        and 0 < align <= _MOST_ALIGNED
        and not align & align - 1
        and second == align
        and 0 < kind & 31 <= _KINDS
    )


def _kind(types: bytes | bytearray, place: int) -> int:
    return types[place + 23] & 31


def _foretell(types: bytearray, place: int, address: int) -> None:
    """Of what a pointer type points to: its PtrToThis, and its name unless it is a pointer too."""
    if _kind(types, place) != POINTER or types[place + 20] & NAMED:
        return
    to = struct.unpack_from("<Q", types, place + 48)[0] - address
    if not 0 <= to < len(types) - ROOM or to & 7:
        return
    _exchange(types, to + 44, place)
    if _kind(types, to) != POINTER:
        _exchange(types, to + 40, struct.unpack_from("<I", types, place + 40)[0])


def _exchange(types: bytearray, at: int, foretold: int) -> None:
    """0 stands for what was foretold, and that for 0."""
    (value,) = struct.unpack_from("<I", types, at)
    if value in {0, foretold}:
        struct.pack_into("<I", types, at, 0 if value else foretold)


def _fields(types: bytes | bytearray, place: int, address: int) -> list[tuple[int, int, int]]:
    """Of each field of a struct: where its offset stands, and its type's size and alignment."""
    if _kind(types, place) != STRUCT:
        return []
    start, count = struct.unpack_from("<2Q", types, place + 56)
    start -= address
    if count >= MOST or not 0 <= start < len(types) or start + 24 * count > len(types):
        return []
    fields = []
    for field in range(start, start + 24 * count, 24):
        of = struct.unpack_from("<Q", types, field + 8)[0] - address
        if not 0 <= of < len(types) - ROOM:
            break
        fields.append((field + 16, struct.unpack_from("<Q", types, of)[0], types[of + 22]))
    return fields


def _methods(types: bytes | bytearray, place: int, map_size: int) -> range:
    """Where the text offsets of a type's methods stand."""
    size = size_of(_kind(types, place), map_size)
    _, count, _, more = struct.unpack_from("<I2HI", types, place + size)
    start = place + size + more
    has = (
        types[place + 20] & UNCOMMON and size and count < MOST and start + 16 * count <= len(types)
    )
    return range(start + 8, start + 8 + 16 * count, 16) if has else range(0)


def _aligned(offset: int, align: int) -> int:
    return offset + align - 1 & -align & _LONG


def _turned(value: int, by: int) -> int:
    """Turned left within 32 bits: functions begin at multiples of 32."""
    value &= _WORD
    return (value << by | value >> 32 - by) & _WORD
