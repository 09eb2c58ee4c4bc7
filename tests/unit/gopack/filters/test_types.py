"""Type descriptors made by hand: what is foretold goes, and comes back."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
import pytest

from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.filters.types import join, split

ADDRESS = 0x400000
INT, POINTER, STRUCT = 2, 22, 25
NAMED, UNCOMMON = 4, 1


def descriptor(  # what each test changes is named
    kind: int, *, size: int = 8, align: int = 8, flags: int = 0, name: int = 77, pointer: int = 0
) -> bytes:
    numbers = (size, 0, 0xC0FFEE, flags, align, align, kind, 0, 0, name, pointer)
    return struct.pack("<2QI4B2Q2I", *numbers)


def pointer_to(place: int, *, flags: int = 0, name: int = 77) -> bytes:
    return descriptor(POINTER, flags=flags, name=name) + struct.pack("<Q", ADDRESS + place)


def fields(place: int, of: Sequence[tuple[int, int]]) -> tuple[bytes, bytes]:
    """A struct and, at a place, its fields: type and offset each."""
    what = descriptor(STRUCT) + struct.pack("<4Q", 0, ADDRESS + place, len(of), len(of))
    return what, b"".join(struct.pack("<3Q", 0, ADDRESS + type_, at) for type_, at in of)


def kept(types: bytes) -> bytes:
    """What is kept, after it has been seen to give back the types."""
    seen = split(types, ADDRESS)
    assert join(seen, ADDRESS) == types
    assert len(seen) == len(types)
    return seen


def test_a_pointer_type_foretells_what_it_points_to() -> None:
    types = descriptor(INT, pointer=48) + pointer_to(0) + bytes(96)
    assert kept(types)[40:48] == bytes(8)


@pytest.mark.parametrize("pointer", [0, 8, 56])
def test_another_pointer_type_or_none_comes_back(pointer: int) -> None:
    kept(descriptor(INT, pointer=pointer) + pointer_to(0) + bytes(96))


def test_another_name_is_kept() -> None:
    types = descriptor(INT, name=5, pointer=48) + pointer_to(0, name=6) + bytes(96)
    assert kept(types)[40:48] == struct.pack("<2I", 5, 0)


def test_a_pointers_own_name_is_kept() -> None:
    types = descriptor(INT, pointer=48) + pointer_to(0) + pointer_to(48) + bytes(96)
    assert kept(types)[88:92] == struct.pack("<I", 77)


def test_a_named_pointer_type_foretells_nothing() -> None:
    types = descriptor(INT, pointer=48) + pointer_to(0, flags=NAMED) + bytes(96)
    assert kept(types) == types


def test_two_pointer_types_of_one_type_are_not_for_us() -> None:
    types = descriptor(INT, pointer=48) + pointer_to(0) + pointer_to(0) + bytes(96)
    with pytest.raises(FilterNotApplicable, match="come back"):
        split(types, ADDRESS)


def test_fields_that_lie_as_they_must_say_nothing() -> None:
    word, byte = descriptor(INT), descriptor(INT, size=1, align=1)
    what, where = fields(176, [(0, 0), (48, 8), (48, 9), (0, 16)])
    seen = kept(word + byte + what + where + bytes(96))
    assert [seen[at : at + 8] for at in range(192, 272, 24)] == [bytes(8)] * 4


def test_fields_that_lie_apart_say_by_how_much() -> None:
    word = descriptor(INT)
    what, where = fields(128, [(0, 8), (0, 8), (0, 64)])
    seen = kept(word + what + where + bytes(96))
    told = [struct.unpack_from("<q", seen, at)[0] for at in (144, 168, 192)]
    assert told == [8, -8, 48]


def test_fields_of_unknown_types_stay() -> None:
    word = descriptor(INT)
    what, where = fields(128, [(0, 0), (1 << 30, 8), (0, 16)])
    types = word + what + where + bytes(96)
    assert kept(types) == types


def test_methods_are_told_from_the_method_before() -> None:
    uncommon = struct.pack("<I2H2I", 0, 3, 3, 16, 0)
    unreachable = (2**32 - 1, 2**32 - 1)
    code = [(0x1000, 0x1040), unreachable, (0x1020, 0x1020)]
    methods = b"".join(struct.pack("<4I", 1, 2, *both) for both in code)
    seen = kept(descriptor(INT, flags=UNCOMMON) + uncommon + methods + bytes(96))
    told = [struct.unpack_from(">2I", seen, at) for at in (72, 88, 104)]
    assert told == [(0x80, 2), unreachable, (1, 0)]


@pytest.mark.parametrize("more", [96, 97, 2**31])
def test_methods_beyond_the_types_are_none(more: int) -> None:
    uncommon = struct.pack("<I2H2I", 0, 3, 3, more, 0)
    types = descriptor(INT, flags=UNCOMMON) + uncommon + bytes(96)
    assert kept(types) == types


def test_any_bytes_come_back_or_are_refused() -> None:
    chance = np.random.default_rng(4)
    refused = 0
    for _ in range(300):
        words = chance.choice(np.array([0, 0, 8, ADDRESS, ADDRESS + 48], np.uint64), 60)
        kinds = chance.choice(np.array([INT, POINTER, STRUCT], np.uint64), 8)
        flags = chance.integers(0, 8, 8, np.uint64)
        tails = kinds << np.uint64(56) | np.uint64(8 << 48 | 8 << 40 | 1) | flags << np.uint64(32)
        words[chance.choice(60, 8, replace=False)] = tails
        types = words.tobytes()
        try:
            assert join(split(types, ADDRESS), ADDRESS) == types
        except FilterNotApplicable:
            refused += 1
    assert refused < 150


@pytest.mark.parametrize("size", [0, 7, 95, 96, 100])
def test_few_bytes_hold_few_types(size: int) -> None:
    types = (descriptor(INT) + bytes(100))[:size]
    assert kept(types) == types
