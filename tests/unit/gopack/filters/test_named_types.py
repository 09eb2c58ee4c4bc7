"""Types made by hand, whose hashes and names follow; and bytes that only look like them."""

from __future__ import annotations

import hashlib
import struct

import pytest

from slimgo.gopack.filters.named_types import TOLD, Release, put, read_release, take

ADDRESS, TEXT = 0x400000, 0x10000
INT, INTERFACE, POINTER, SLICE = 2, 20, 22, 23
NAMED, STARRED, UNCOMMON = 4, 2, 1
GO_1_27 = Release(map_size=136, hashes=1)
NAMES, METHODS, WANTED, ITAB = 0x100, 0x140, 0x160, 0x168
METHOD_NAME, METHOD_TYPE, CODE = 0x111, 0x222, 0x340


def hash_of(name: bytes, turned: int = 0xFF) -> int:
    return int.from_bytes(hashlib.sha256(name).digest()[:4], "little") ^ turned


def descriptor(kind: int, linked: bytes, *, flags: int, name: int, turned: int = 0xFF) -> bytes:
    hash_ = hash_of(linked, turned)
    return struct.pack("<2QI4B2Q2I", 8, 8, hash_, flags, 8, 8, kind, 0, 0, name, 0)


def program(turned: int = 0xFF, code: int = TEXT + CODE) -> bytes:
    """A named type with a method, a slice of it, an interface with that method, and an itab."""
    made = bytearray(0x240)
    own = UNCOMMON | NAMED | STARRED
    made[:48] = descriptor(INT, b"a/b.T", flags=own, name=NAMES, turned=turned)
    made[48:64] = struct.pack("<I2H2I", NAMES + 16, 1, 1, METHODS - 48, 0)
    made[64:112] = descriptor(SLICE, b"[]a/b.T", flags=STARRED, name=NAMES + 8, turned=turned)
    made[112:120] = struct.pack("<Q", ADDRESS)
    made[128:176] = descriptor(INTERFACE, b"a/b.I", flags=own, name=NAMES + 24, turned=turned)
    made[176:208] = struct.pack("<4Q", 0, ADDRESS + WANTED, 1, 1)
    made[208:212] = struct.pack("<I", NAMES + 16)
    for at, text in ((0, b"*b.T"), (8, b"*[]b.T"), (16, b"a/b"), (24, b"*b.I")):
        made[NAMES + at : NAMES + at + 2 + len(text)] = bytes([1, len(text)]) + text
    made[METHODS : METHODS + 16] = struct.pack("<4I", METHOD_NAME, METHOD_TYPE, CODE, CODE)
    made[WANTED : WANTED + 8] = struct.pack("<2I", METHOD_NAME, METHOD_TYPE)
    itab = struct.pack("<2Q2IQ", ADDRESS + 128, ADDRESS, hash_of(b"a/b.T", turned), 0, code)
    made[ITAB : ITAB + 32] = itab
    return bytes(made)


def test_what_follows_goes_and_comes_back() -> None:
    types = program()
    kept = take(types, ADDRESS, TEXT, GO_1_27)
    assert [kept[at + 16 : at + 20] for at in (0, 64, 128, ITAB)] == [b"\xff" * 4] * 4
    assert kept[NAMES : NAMES + 6] == b"\1\4*b.T"
    assert kept[NAMES + 8 : NAMES + 16] == b"\1" + bytes(7)
    assert kept[ITAB + 24 : ITAB + 32] == bytes(8)
    assert put(kept, ADDRESS, TEXT, GO_1_27) == types


@pytest.mark.parametrize("turned", [0xFF, 0xFFFFFFFF])
def test_the_release_shows_in_the_hashes(turned: int) -> None:
    assert read_release(program(turned), ADDRESS).turned == turned


def test_hashes_of_another_kind_are_none_of_ours() -> None:
    types = program(turned=0x12345678)
    assert read_release(types, ADDRESS) == Release()
    assert take(types, ADDRESS, TEXT, Release()) == types


@pytest.mark.parametrize("at", [0, 64])
def test_another_hash_stays(at: int) -> None:
    types = bytearray(program())
    types[at + 16] ^= 1
    kept = take(bytes(types), ADDRESS, TEXT, GO_1_27)
    assert kept[at + 16 : at + 20] == types[at + 16 : at + 20]
    assert put(kept, ADDRESS, TEXT, GO_1_27) == types


@pytest.mark.parametrize("code", [TEXT, 1 << 40, 0])
def test_another_method_stays(code: int) -> None:
    types = program(code=code)
    kept = take(types, ADDRESS, TEXT, GO_1_27)
    assert kept[ITAB + 24 : ITAB + 32] == types[ITAB + 24 : ITAB + 32]
    assert put(kept, ADDRESS, TEXT, GO_1_27) == types


def test_another_name_stays() -> None:
    types = bytearray(program())
    types[NAMES + 12] = ord("c")
    kept = take(bytes(types), ADDRESS, TEXT, GO_1_27)
    assert kept[NAMES : NAMES + 32] == types[NAMES : NAMES + 32]
    assert put(kept, ADDRESS, TEXT, GO_1_27) == types


def test_a_mask_is_no_itab() -> None:
    types = program() + struct.pack("<4Q", ADDRESS, 0, TOLD, 0)
    kept = take(types, ADDRESS, TEXT, GO_1_27)
    assert put(kept, ADDRESS, TEXT, read_release(types, ADDRESS)) == types


@pytest.mark.parametrize("pointers", [(128, 0), (128, 64)])
def test_where_an_itab_is_as_if_told_nothing_is(pointers: tuple[int, int]) -> None:
    itab = struct.pack("<4Q", *(ADDRESS + each for each in pointers), TOLD, 0)
    assert read_release(program() + itab, ADDRESS) == Release()


def test_where_a_type_is_as_if_told_nothing_is() -> None:
    types = bytearray(program())
    types[16:20] = b"\xff" * 4
    assert read_release(bytes(types), ADDRESS) == Release()
