"""What of types, and of the tables of their methods, follows from their names.

A type's hash is the beginning of SHA-256 of the linker's name for it. The name that programs see
goes where it is made of other types' names. An itab, which says how a type fulfils an interface
(internal/abi, iface.go), has its type's hash and those of the type's methods that the interface
has.
"""

from __future__ import annotations

import hashlib
import struct
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from slimgo.gopack import varint
from slimgo.gopack.filters import types as descriptors
from slimgo.gopack.filters.type_descriptors import (
    INTERFACE,
    MAP,
    NAMED,
    POINTER,
    ROOM,
    WIDE,
    Form,
    Unknown,
)
from slimgo.gopack.filters.type_names import Names

TOLD = 0xFFFFFFFF
"""Stands for a hash that follows. Where it does, an empty name is one that follows, too."""

_TURNED = (0, 0xFF, TOLD)
"""What hashes are XORed with: unknown, since Go 1.25, up to Go 1.23. Those of Go 1.24 are another
word of SHA-256, and none of ours."""

_MAP_SIZES = {8: (136, 112, 88), 4: (76, 64, 56)}
"""Bytes of a map's descriptor, by those of an address: since Go 1.27, 1.24, and before."""

_SAMPLE = 2000
_MOST = 4 << 20
"""Bytes of types. Of more, each start would take some twentieth longer, a third on processors that
have no instructions for SHA-256, and packing as much."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """What differs between Go's releases. map_size: bytes of a map's descriptor, 0 where unknown.

    hashes: 0 where they are none of ours, otherwise which of _TURNED all are XORed with.
    """

    map_size: int = 0
    hashes: int = 0

    @property
    def turned(self) -> int:
        """What all hashes are XORed with."""
        return _TURNED[self.hashes]


def read_release(types: bytes, address: int, form: Form = WIDE) -> Release:
    """By what fits most of the types, of which not all are asked; none where they are too many."""
    if len(types) > _MOST:
        return Release()
    places = descriptors.places(types, form)
    asked = places[:: max(1, len(places) // _SAMPLE)]
    names = Names(types, address, 0, form)
    found = Counter(
        names.word(place + form.hash) ^ hashed
        for place in asked
        if (hashed := _hashed(names, place)) >= 0
    )
    turned = max(_TURNED[1:], key=lambda each: found[each])
    clear = not any(names.word(place + form.hash) == TOLD for place in places)
    if not found[turned] or not clear or _told_itabs(names):
        return Release()
    maps = [place for place in places if _is_named_map(names, place)]
    fits = Counter(
        size
        for size in _MAP_SIZES[form.word]
        for place in maps
        if _hashed(Names(types, address, size, form), place)
        == names.word(place + form.hash) ^ turned
    )
    map_size = fits.most_common(1)[0][0] if fits else 0
    return Release(map_size=map_size, hashes=_TURNED.index(turned))


def take(types: bytes, address: int, text: int, release: Release, form: Form = WIDE) -> bytes:
    """The types without what follows. text: address of the first function.

    Whoever puts it back needs the methods and offsets of types as they are here.
    """
    if not release.hashes:
        return types
    names, turned = Names(types, address, release.map_size, form), release.turned
    kept = bytearray(types)
    told = [
        place
        for place in map(int, descriptors.places(types, form))
        if _hashed(names, place) == names.word(place + form.hash) ^ turned
    ]
    for place in told:
        struct.pack_into("<I", kept, place + form.hash, TOLD)
    for offset, size in _composed(names, told):
        kept[offset + 1 : offset + size] = bytes(size - 1)
    for at, of in _itabs(names, {place: names.word(place + form.hash) for place in told}):
        slots = _slots(names, at, of, text)
        if all(names.long(slot) for slot, _ in slots):
            struct.pack_into("<I", kept, at + form.hash, TOLD)
            for slot, method in slots:
                if names.long(slot) == method:
                    kept[slot : slot + form.word] = bytes(form.word)
    return bytes(kept)


def put(kept: bytes, address: int, text: int, release: Release, form: Form = WIDE) -> bytes:
    """The types of which that was taken."""
    types = bytearray(kept)
    places = map(int, descriptors.places(kept, form))
    names = Names(kept, address, release.map_size, form)
    told = [place for place in places if names.word(place + form.hash) == TOLD]
    hashes = {place: _hashed(names, place) ^ release.turned for place in told}
    for place, hash_ in hashes.items():
        struct.pack_into("<I", types, place + form.hash, hash_)
        name = names.word(place + form.name)
        if not names.own(place) and name < len(types) - 1 and not types[name + 1]:
            told_name = _written(names.shown(place))
            types[name + 1 : name + 1 + len(told_name)] = told_name
    whole = bytes(types)
    names = Names(whole, address, release.map_size, form)
    for at, of in _told_itabs(names):
        struct.pack_into("<I", types, at + form.hash, names.word(of + form.hash))
        for slot, method in _slots(names, at, of, text):
            if not names.long(slot):
                types[slot : slot + form.word] = method.to_bytes(form.word, "little")
    return bytes(types)


def _hashed(names: Names, place: int) -> int:
    """As SHA-256 has it; −1 where the name cannot be told."""
    try:
        linked = names.linked(int(place))
    except Unknown:
        return -1
    return int.from_bytes(hashlib.sha256(linked).digest()[:4], "little")


def _is_named_map(names: Names, place: int) -> bool:
    return names.kind(place) == MAP and bool(names.flags(place) & NAMED)


def _written(text: bytes) -> bytes:
    """A name behind its first byte: its length as a varint, and itself."""
    size = len(text)
    short = size < varint.MORE
    return bytes([size] if short else [size & 127 | varint.MORE, size >> 7]) + text


def _composed(names: Names, told: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Names made of others, each where it begins, and its size: all types that have it agree."""
    found: dict[int, bytes] = {}
    differ = set()
    for place in told:
        if names.own(place):
            continue
        if names.kind(place) == POINTER and names.own(names.type_at(place + names.form.own)):
            continue
        offset = names.word(place + names.form.name)
        try:
            text = names.shown(place)
            same = names.written(offset)[1] == text
        except Unknown:
            same = False
        if not same or found.setdefault(offset, text) != text:
            differ.add(offset)
    return ((at, 1 + len(_written(text))) for at, text in found.items() if at not in differ)


def _words(names: Names) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """All words, and each as an offset of what it may be the address of."""
    word = names.form.word
    words = np.frombuffer(names.types[: len(names.types) & -word], f"<u{word}").astype(np.uint64)
    return words, words - np.uint64(names.address)


def _itabs(names: Names, hashes: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Where an interface, one of the types behind which it stands, and its hash follow each other;
    and that type."""
    words, offsets = _words(names)
    there = np.isin(offsets[1:-1], np.fromiter(hashes, np.uint64, len(hashes)))
    found = np.flatnonzero(there & (words[2:] <= TOLD))
    columns = (names.form.word * found, offsets[found], offsets[found + 1], words[found + 2])
    for at, interface, of, hash_ in zip(*(column.tolist() for column in columns), strict=True):
        known = of < at and hash_ == hashes[of] and interface < len(names.types) - ROOM
        if known and names.kind(interface) == INTERFACE:
            yield at, of


def _told_itabs(names: Names) -> list[tuple[int, int]]:
    """Those without their hash, and the type of each."""
    words, offsets = _words(names)
    found = np.flatnonzero(words[2:] == TOLD)
    columns = (names.form.word * found, offsets[found], offsets[found + 1])
    last = len(names.types) - ROOM
    return [
        (at, of)
        for at, interface, of in zip(*(column.tolist() for column in columns), strict=True)
        if max(interface, of) < last
        and names.kind(interface) == INTERFACE
        and not (at <= last and descriptors.looks(names.types, at, names.form))
    ]


def _slots(names: Names, at: int, of: int, text: int) -> list[tuple[int, int]]:
    """Of an itab: where addresses of methods stand that follow, and which."""
    types, form = names.types, names.form
    methods = {
        types[method : method + 8]: names.word(method + 8) + text for method in names.methods(of)
    }
    slots = []
    try:
        wanted = names.table_at(names.type_at(at) + form.second, 8)
    except Unknown:
        return []
    for slot, each in enumerate(wanted):
        there = at + form.methods_of_itab + form.word * slot
        method = methods.get(types[each : each + 8])
        if method and there + form.word <= len(types):
            slots.append((there, method))
    return slots
