"""Go's type descriptors without what follows from the rest; they stay where they are.

A type that is pointed to has its pointer type's name and offset foretold; a struct's fields lie as
their types' sizes and alignments say; a method's code is told from the method before. Descriptors
are found by how they look (internal/abi, type.go), so nothing need be told but where types lie.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping

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
    WIDE,
    Form,
)

_KINDS = 26
_HEADS = {8: struct.Struct("<2QI4B"), 4: struct.Struct("<2II4B")}
"""Size, bytes with pointers, hash, flags, alignment, alignment as a field, kind."""
_LETTERS = {8: "Q", 4: "I"}

_MOST_ALIGNED = 16

_WORD = (1 << 32) - 1


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


def split(types: bytes, address: int, map_size: int = 0, form: Form = WIDE) -> bytes:
    """What to keep in place of the types, which begin at an address of the program.

    map_size: bytes of a map's descriptor; where it is 0 the methods of maps stay as they are.
    Raises FilterNotApplicable when they cannot be had back from it.
    """
    kept = bytearray(types)
    word, most = struct.Struct(f"<{_LETTERS[form.word]}"), (1 << 8 * form.word) - 1
    last = 0
    for place in places(types, form).tolist():
        kind, flags = types[place + form.kind] & 31, types[place + form.flags]
        if kind == POINTER and not flags & NAMED:
            _foretell(kept, place, address, form)
        if kind == STRUCT:
            for field, foretold in _offsets(types, place, address, form):
                (offset,) = word.unpack_from(types, field)
                word.pack_into(kept, field, offset - foretold & most)
        if not flags & UNCOMMON:
            continue
        for method in _methods(types, place, map_size, form):
            here, there = struct.unpack_from("<2I", types, method)
            if here != _WORD:
                turned = (_turned(here - last, 27), _turned(there - here, 27))
                struct.pack_into(">2I", kept, method, *turned)
                last = here
    whole = bytes(kept)
    if join(whole, address, map_size, form) != types:
        raise FilterNotApplicable("the types would not come back")
    return whole


def join(kept: bytes, address: int, map_size: int = 0, form: Form = WIDE) -> bytes:
    """The types that split was given."""
    types = bytearray(kept)
    word, most = struct.Struct(f"<{_LETTERS[form.word]}"), (1 << 8 * form.word) - 1
    last = 0
    for place in places(kept, form).tolist():
        if not looks(types, place, form):
            continue  # a distance looked like a descriptor until it was an offset again
        kind, flags = types[place + form.kind] & 31, types[place + form.flags]
        if kind == POINTER and not flags & NAMED:
            _foretell(types, place, address, form)
        if kind == STRUCT:
            for field, foretold in _offsets(types, place, address, form):
                (more,) = word.unpack_from(types, field)
                word.pack_into(types, field, foretold + more & most)
        if not flags & UNCOMMON:
            continue
        for method in _methods(types, place, map_size, form):
            here, there = struct.unpack_from(">2I", types, method)
            if here != _WORD:
                last = last + _turned(here, 5) & _WORD
                there = last + _turned(there, 5) & _WORD
                struct.pack_into("<2I", types, method, last, there)
    return bytes(types)


def places(types: bytes | bytearray, form: Form = WIDE) -> npt.NDArray[np.int64]:
    """Offsets at which a descriptor may stand: alignments equal, no more pointers than bytes."""
    step = form.word
    whole = np.frombuffer(bytes(types[: len(types) & -step]), f"<u{step}")
    count = max(len(types) - ROOM + step, 0) // step
    size, pointers = whole[:count], whole[1 : count + 1]
    tail = np.ndarray((count,), "<u8", bytes(types), form.hash, (step,)) if count else whole[:0]
    hash_ = tail & _WORD
    align, second, kind = (tail >> np.uint64(by) & 255 for by in (40, 48, 56))
    looks = (size < 1 << 24) & (pointers <= size) & (hash_ != 0)
    looks &= (align > 0) & (align <= _MOST_ALIGNED) & (align & align - 1 == 0) & (second == align)
    looks &= (kind & 31 > 0) & (kind & 31 <= _KINDS)
    return np.flatnonzero(looks) * step


def looks(types: bytes | bytearray, place: int, form: Form) -> bool:
    """The same of one place."""
    size, pointers, hash_, _, align, second, kind = _HEADS[form.word].unpack_from(types, place)
    return (
        size < 1 << 24
        and pointers <= size
        and hash_ != 0
        and 0 < align <= _MOST_ALIGNED
        and not align & align - 1
        and second == align
        and 0 < kind & 31 <= _KINDS
    )


def _kind(types: bytes | bytearray, place: int, form: Form) -> int:
    return types[place + form.kind] & 31


def _long(types: bytes | bytearray, at: int, form: Form) -> int:
    return int.from_bytes(types[at : at + form.word], "little")


def _foretell(types: bytearray, place: int, address: int, form: Form) -> None:
    """Of what a pointer type points to: its PtrToThis, and its name unless it is a pointer too."""
    to = _long(types, place + form.own, form) - address
    if not 0 <= to < len(types) - ROOM or to % form.word:
        return
    _exchange(types, to + form.to_this, place)
    if _kind(types, to, form) != POINTER:
        _exchange(types, to + form.name, struct.unpack_from("<I", types, place + form.name)[0])


def _exchange(types: bytearray, at: int, foretold: int) -> None:
    """0 stands for what was foretold, and that for 0."""
    (value,) = struct.unpack_from("<I", types, at)
    if value in {0, foretold}:
        struct.pack_into("<I", types, at, 0 if value else foretold)


def _offsets(
    types: bytes | bytearray, place: int, address: int, form: Form
) -> Iterator[tuple[int, int]]:
    """Of each field of a struct: where its offset stands, and what is foretold of it. The offset
    itself must stand there before the next is asked for."""
    following = 0
    for field, size, align in _fields(types, place, address, form):
        yield field, _aligned(following, align)
        following = _long(types, field, form) + size


def _fields(
    types: bytes | bytearray, place: int, address: int, form: Form
) -> list[tuple[int, int, int]]:
    """Of each field of a struct: where its offset stands, and its type's size and alignment."""
    start = _long(types, place + form.second, form) - address
    count, width = _long(types, place + form.third, form), 3 * form.word
    if count >= MOST or not 0 <= start < len(types) or start + width * count > len(types):
        return []
    fields = []
    for field in range(start, start + width * count, width):
        of = _long(types, field + form.word, form) - address
        if not 0 <= of < len(types) - ROOM:
            break
        size, align = _long(types, of, form), types[of + form.flags + 2]
        fields.append((field + 2 * form.word, size, align))
    return fields


def _methods(types: bytes | bytearray, place: int, map_size: int, form: Form) -> range:
    """Where the text offsets of a type's methods stand."""
    size = form.size_of(_kind(types, place, form), map_size)
    _, count, _, more = struct.unpack_from("<I2HI", types, place + size)
    start = place + size + more
    if not size or count >= MOST or start + 16 * count > len(types):
        return range(0)
    return range(start + 8, start + 8 + 16 * count, 16)


def _aligned(offset: int, align: int) -> int:
    return offset + align - 1 & -align


def _turned(value: int, by: int) -> int:
    """Turned left within 32 bits: functions begin at multiples of 32."""
    value &= _WORD
    return (value << by | value >> 32 - by) & _WORD
