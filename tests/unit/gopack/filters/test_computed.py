"""Tables that a definition gives: what they are, and that only their places are kept."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

from slimgo.gopack.filters import computed_tables as tables
from slimgo.gopack.filters.computed import find, join

TABLES = {
    "P-256": tables.p256,
    "powers, rounded down": tables.powers_down,
    "powers, rounded up": tables.powers_up,
    "AES rounds": tables.aes_rounds,
    "AES box": tables.aes_box,
    "AES box, inverse": tables.aes_unbox,
    "ML-DSA": tables.ml_dsa,
}


def test_multiples_on_p256_begin_with_the_generator() -> None:
    table = tables.p256()
    assert len(table) == 43 * 32 * 64
    assert table[:8] == struct.pack("<Q", 0x79E730D418A9143C)


def test_the_second_window_goes_on_where_twice_the_firsts_last_is() -> None:
    numbers = struct.unpack("<" + "32s" * 43 * 32 * 2, tables.p256())
    prime = 2**256 - 2**224 + 2**192 + 2**96 - 1
    back = pow(2**256, -1, prime)
    at = [int.from_bytes(number, "little") * back % prime for number in numbers]
    x, y, twice_x = at[62], at[63], at[64]
    slope = (3 * x * x - 3) * pow(2 * y, -1, prime) % prime
    assert twice_x == (slope * slope - 2 * x) % prime


def test_powers_of_ten_are_as_strconv_has_them() -> None:
    down, up = tables.powers_down(), tables.powers_up()
    assert len(down) == len(up) == 696 * 16
    assert struct.unpack("<2Q", down[:16]) == (0x1732C869CD60E453, 0xFA8FD5A0081C0288)
    assert struct.unpack("<2Q", up[:16]) == (0xFA8FD5A0081C0289, 0xE8CD3796329F1BAC)
    one = 348 * 16
    assert struct.unpack("<4Q", up[one : one + 32]) == (1 << 63, 0, 10 << 60, 0)
    assert struct.unpack("<4Q", down[one : one + 32]) == (0, 1 << 63, 0, 10 << 60)


def test_aes_boxes_are_those_of_the_standard() -> None:
    assert tables.aes_box()[:4].hex() == "637c777b"
    assert tables.aes_unbox()[0x7C] == 1
    first = struct.unpack("<2I", tables.aes_rounds()[:8])
    assert first == (0xC66363A5, 0xF87C7C84)
    inverse = struct.unpack_from("<I", tables.aes_rounds(), 4096)
    assert inverse == (0x51F4A750,)


def test_roots_of_unity_are_those_of_ml_dsa() -> None:
    assert struct.unpack_from("<3I", tables.ml_dsa()) == (4193792, 25847, 5771523)


@pytest.mark.parametrize("make", TABLES.values(), ids=TABLES)
def test_a_table_becomes_its_place(make: Callable[[], bytes]) -> None:
    table = make()
    image = b"before" + table + b"behind"
    places, claimed = find(image, [range(len(image))])
    assert claimed == (range(6, 6 + len(table)),)
    room = bytearray(b"before" + b"\x5a" * len(table) + b"behind")
    join(room, places)
    assert room == image


@pytest.mark.parametrize("make", TABLES.values(), ids=TABLES)
def test_a_spoiled_table_stays_where_it_is(make: Callable[[], bytes]) -> None:
    image = bytearray(b"before" + make())
    image[-1] ^= 1
    assert find(bytes(image), [range(len(image))])[1] == ()


def test_a_table_is_looked_for_only_where_constants_are() -> None:
    image = b"before" + tables.aes_box() + b"behind"
    assert find(image, [range(7, len(image)), range(200)])[1] == ()
    assert find(image, [range(6), range(6, 262)])[1] == (range(6, 262),)


def test_nothing_found_is_nothing_written() -> None:
    image = b"no tables here"
    places, claimed = find(image, [range(len(image))])
    assert claimed == ()
    room = bytearray(image)
    join(room, places)
    assert room == image
