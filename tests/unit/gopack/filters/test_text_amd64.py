"""The text filter for amd64, on instructions made by hand and on any bytes at all."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.filters import text_amd64
from slimgo.gopack.filters.amd64.program import PART
from slimgo.gopack.filters.text_amd64 import NAMES, entries, join, lengths, split

ADDRESS = 0x401000
NOP = b"\x90"
RETURN = b"\xc3"
INT3 = b"\xcc"


def streams_of(
    text: bytes, functions: Sequence[int] = (), address: int = ADDRESS
) -> dict[str, bytes]:
    """The streams, after they have been seen to give back text and functions."""
    known = np.array(functions, np.uint32)
    streams = split(text, address, known)
    assert join(streams, len(text), address) == text
    assert entries(streams)[: len(known)].tolist() == known.tolist()
    return dict(zip(NAMES, streams, strict=True))


@pytest.mark.parametrize(
    ("instruction", "size"),
    [
        ("90", 1),
        ("4889e5", 3),
        ("8b4508", 3),
        ("488b442410", 5),
        ("488b05 01020304", 7),
        ("488d8424 80000000", 8),
        ("8b0425 00000000", 7),
        ("8b04c5 00000000", 7),
        ("48b8 0102030405060708", 10),
        ("b8 01020304", 5),
        ("66b8 0102", 4),
        ("66 48b8 0102030405060708", 11),
        ("c744240801020304", 8),
        ("66c7442408 0102", 7),
        ("48a1 0102030405060708", 10),
        ("f6c0 01", 3),
        ("f6d0", 2),
        ("f7c0 01020304", 6),
        ("66f7c0 0102", 5),
        ("48f7d8", 3),
        ("e8 00000000", 5),
        ("0f84 00000000", 6),
        ("7405", 2),
        ("c20800", 3),
        ("c8100001", 4),
        ("0f1f440000", 5),
        ("660f3a0fc108", 6),
        ("f20f38f1c0", 5),
        ("c5f877", 3),
        ("c5fd6f442420", 6),
        ("c4e37d18c001", 6),
        ("c4e27d58c0", 5),
        ("62f1fe486f4201", 7),
        ("62f37d48c2c800", 7),
        ("f0480fb13e", 5),
        ("d9ee", 2),
        ("cd80", 2),
    ],
)
def test_an_instruction_has_the_length_that_the_manual_says(instruction: str, size: int) -> None:
    code = bytes.fromhex(instruction)
    assert len(code) == size
    assert lengths(code + NOP).tolist() == [size, 1]
    streams_of(code + NOP)


@pytest.mark.parametrize("byte", ["06", "62ff", "82", "9a", "d6", "ea", "0e", "c4ff"])
def test_what_is_no_instruction_is_one_byte(byte: str) -> None:
    code = bytes.fromhex(byte)
    assert lengths(code + 15 * NOP)[0] == 1


@pytest.mark.parametrize("cut", range(1, 7))
def test_an_instruction_cut_off_by_the_end_is_single_bytes(cut: int) -> None:
    code = bytes.fromhex("488b0501020304")[:-cut]
    assert lengths(code)[0] == 1
    assert lengths(code).sum() == len(code)
    streams_of(code)


@pytest.mark.parametrize("size", [0, 1, 15, 16, 17, 100])
def test_every_size_comes_back(size: int) -> None:
    streams_of(NOP * size)
    streams_of(NOP * size, [0, size])


def call(at: int, to: int) -> bytes:
    return b"\xe8" + struct.pack("<i", to - at - 5)


def test_a_call_is_one_byte_that_names_the_function() -> None:
    text = call(0, 32) + RETURN + INT3 * 26 + call(32, 0) + call(37, 32) + RETURN
    streams = streams_of(text, [0, 32, len(text)])
    assert streams["calls"] == bytes([1, 0, 1])
    assert streams["escaped calls"] == b""


def test_a_call_of_no_function_is_kept_as_it_was() -> None:
    text = call(0, 7) + RETURN * 10
    streams = streams_of(text, [0, len(text)])
    assert streams["escaped calls"] == struct.pack("<i", 2)


def test_without_functions_whatever_is_called_is_one() -> None:
    text = call(0, 7) + RETURN * 10
    streams = streams_of(text)
    assert streams["calls"] == bytes([0])
    assert streams["escaped calls"] == b""


def test_a_branch_counts_instructions() -> None:
    text = b"\x74\x09" + b"\x48\x89\xe5" * 3 + RETURN * 80
    assert streams_of(text, [0, len(text)])["branches"] == bytes([3])


def test_a_jump_back_counts_instructions_too() -> None:
    text = NOP + b"\x48\x89\xe5" * 3 + b"\x0f\x84" + struct.pack("<i", -12) + RETURN
    streams = streams_of(text, [0, len(text)])
    assert streams["jumps, low"] + streams["jumps, high"] == struct.pack("<h", -3)


def test_a_jump_to_its_functions_start_needs_nothing() -> None:
    text = NOP * 3 + b"\xe9" + struct.pack("<i", -8) + NOP + b"\xeb" + struct.pack("<b", -11)
    streams = streams_of(text, [0, len(text)])
    assert streams["jumps, low"] + streams["branches"] + streams["escaped jumps"] == b""


def test_a_jump_into_an_instruction_is_kept_as_it_was() -> None:
    text = b"\x74\x01" + b"\x48\x89\xe5" * 3 + RETURN
    streams = streams_of(text, [0, len(text)])
    assert streams["branches"] == struct.pack("<b", -128)
    assert streams["escaped jumps"] == struct.pack("<I", 1)


def test_a_jump_forward_out_of_its_part_is_kept_as_it_was() -> None:
    before = NOP * (PART - 8)
    for distance, count in ((5, 5), (6, 6), (7, -128)):
        text = before + b"\x74" + bytes([distance]) + NOP * 62
        assert streams_of(text)["branches"] == struct.pack("<b", count)
    back = before + NOP * 40 + b"\x74\xd0" + NOP * 22
    assert streams_of(back)["branches"] == struct.pack("<b", -47)


def test_addresses_are_codes_and_a_table() -> None:
    lea = [b"\x48\x8d\x05" + struct.pack("<i", 0x1000 - 7 * k - 7 + 64 * (k % 2)) for k in range(4)]
    streams = streams_of(b"".join(lea) + NOP * 16)
    assert streams["lea"] == bytes([0, 1, 0, 1])


def test_padding_is_one_token_and_its_bytes_are_nowhere() -> None:
    text = b"".join(RETURN + INT3 * 31 for _ in range(8))
    streams = streams_of(text, range(0, 257, 32))
    assert len(streams["tokens"]) == 16
    assert INT3 not in streams["shapes: heads"]
    assert lengths(text).tolist() == [1] * 256


def test_int3_that_reaches_no_function_is_an_instruction() -> None:
    text = INT3 * 3 + RETURN * 29 + RETURN * 32
    assert len(streams_of(text, [0, 32, 64])["tokens"]) == 64


@pytest.mark.parametrize("functions", [300, 40_000])
def test_calls_of_many_functions_need_longer_codes(functions: int) -> None:
    size = 5 * functions
    text = b"".join(call(5 * k, 5 * (k * 7 % functions)) for k in range(functions))
    streams = streams_of(text, [*range(0, size, 5), size])
    assert len(streams["calls"]) == functions
    assert len(streams["calls: other bytes"]) >= functions // 4
    assert streams["escaped calls"] == b""


def test_a_call_used_often_is_a_shape_of_its_own() -> None:
    text = b"".join(call(5 * k, 200) for k in range(40)) + RETURN
    streams = streams_of(text, [0, 200, 201])
    assert streams["calls"] == b""
    assert len(streams["tokens"]) == 41


def test_an_address_used_often_is_in_the_shapes_too() -> None:
    lea = b"".join(b"\x48\x8d\x05" + struct.pack("<i", 0x1000 - 7 * k) for k in range(40))
    streams = streams_of(lea + NOP * 8)
    assert streams["lea"] == b""


def test_a_number_of_one_byte_takes_one() -> None:
    text = b"\xb8\x07\x00\x00\x00" + b"\xb8\x07\x01\x00\x00" + b"\xb8\x07\x00\x01\x00"
    streams = streams_of(text)
    assert streams["imm32_byte_mov"] == b"\x07"
    assert streams["imm32_short"] == b"\x07\x01"
    assert streams["imm32"] == b"\x07\x00\x01\x00"


def test_too_many_addresses_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_amd64, "_MOST_NUMBERS", 4)
    with pytest.raises(FilterNotApplicable, match="more than 4 functions and addresses"):
        split(b"\x48\x8d\x05\x00\x00\x00\x00", ADDRESS, np.array([0, 7], np.uint32))


TELLING = [*b"\xcc\xe8\xe9\xeb\x74\x0f\x84\x48\x8b\x05\x00\xff\x66\xc5\xc4\x62\x24\x44"]


@example(text=b"\x0f", functions=[], address=0)
@example(text=b"\x66\x66\x66\x66", functions=[2], address=0xFFFFFFFF)
@given(
    text=st.one_of(
        st.binary(max_size=300), st.lists(st.sampled_from(TELLING), max_size=300).map(bytes)
    ),
    functions=st.lists(st.integers(0, 300), max_size=8),
    address=st.integers(0, 1 << 34),
)
def test_any_bytes_come_back(text: bytes, functions: list[int], address: int) -> None:
    known = sorted({min(at, len(text)) for at in functions})
    streams_of(text, known if len(known) > 1 else [], address)
    assert lengths(text).sum() == len(text)


def test_what_is_called_behind_the_functions_is_a_function_too() -> None:
    """As of C, behind those of Go's line table; a place without a call is none."""
    text = b"\xe8\x0b\0\0\0" + RETURN + NOP * 10 + RETURN + NOP * 3 + RETURN
    streams = split(text, ADDRESS, np.array([0, 6], np.uint32))
    assert entries(streams).tolist() == [0, 6, 16, len(text)]
    assert dict(zip(NAMES, streams, strict=True))["escaped calls"] == b""
    assert join(streams, len(text), ADDRESS) == text


def test_without_such_calls_the_functions_are_those_given() -> None:
    text = b"\xe8\x01\0\0\0" + RETURN + RETURN + NOP * 9
    streams = split(text, ADDRESS, np.array([0, 7], np.uint32))
    assert entries(streams).tolist() == [0, 7]
