"""The text filter for riscv64, on instructions made by hand and on any bytes at all."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slimgo.gopack.filters.text_riscv64 import NAMES, entries, join, split

ADDRESS = 0x11000
NOP = 0x00000013
STRAY = 0x7F


def streams_of(text: bytes, functions: Sequence[int] = ()) -> dict[str, bytes]:
    """The streams, after they have been seen to give back the text."""
    streams = split(text, ADDRESS, np.array(functions, np.uint32))
    assert join(streams, len(text), ADDRESS) == text
    assert entries(streams).tolist() == list(functions)
    return dict(zip(NAMES, streams, strict=True))


def told(words: Sequence[int], functions: Sequence[int] = ()) -> list[int]:
    """What stands in place of instructions of four bytes."""
    code = streams_of(struct.pack(f"<{len(words)}I", *words), functions)["instructions"]
    return list(struct.unpack(f"<{len(words)}I", code))


def jal(by: int, register: int = 1) -> int:
    field = by >> 12 & 0xFF | (by >> 11 & 1) << 8 | (by >> 1 & 0x3FF) << 9 | (by >> 20 & 1) << 19
    return field << 12 | register << 7 | 0x6F


def pair(at: int, target: int, low: int, register: int = 5) -> list[int]:
    """AUIPC at an offset, and an instruction that takes the lower half. low: the rest of that."""
    by = target - ADDRESS - at
    high = by + 0x800 & 0xFFFFF000
    return [high | register << 7 | 0x17, low | register << 15 | (by - high & 0xFFF) << 20]


def test_calls_of_a_function_are_the_same_anywhere() -> None:
    seen = told([jal(8), jal(4), NOP, jal(-4)], [0, 8, 16])
    assert seen == [0x010000EF, 0x010000EF, NOP, 0x010000EF]


def test_a_call_of_no_function_is_a_stray() -> None:
    assert told([jal(4), NOP], [0, 8])[0] == STRAY


def test_a_jump_with_an_even_register_stays() -> None:
    assert told([jal(8, register=0), NOP, NOP], [0, 8, 12])[0] == jal(8, register=0)


@pytest.mark.parametrize("low", [0x13 | 6 << 7, 0x03 | 3 << 12, 0x67, 0x1B, 0x07])
def test_an_address_of_two_instructions_is_the_same_anywhere(low: int) -> None:
    target = 0x52BA88
    seen = told([*pair(0, target, low), NOP, *pair(12, target, low)])
    assert seen[:2] == seen[3:]
    assert struct.unpack(">I", struct.pack("<I", seen[1])) == (target,)


def test_a_store_has_the_lower_half_in_two_pieces() -> None:
    at_0, at_8 = (
        [high, low & 0x1FFF07F | (low >> 20 & 31) << 7 | low >> 25 << 25]
        for high, low in (pair(at, 0x52BA88, 0x3023 | 9 << 20) for at in (0, 8))
    )
    streams_of(struct.pack("<4I", *at_0, *at_8))


def test_an_address_without_its_lower_half_is_a_stray() -> None:
    other = pair(0, 0x52BA88, 0x13, register=6)[1]
    assert told([pair(0, 0x52BA88, 0x13)[0], other]) == [STRAY, other]
    assert told([pair(0, 0x52BA88, 0x13)[0], jal(0, register=0)])[0] == STRAY


def test_instructions_of_two_bytes_stay_and_move_the_others() -> None:
    assert streams_of(struct.pack("<HIHI", 1, jal(6), 1, NOP), [0, 8, 12])["strays"] == b""


def test_an_opcode_that_no_instruction_has_is_a_stray() -> None:
    assert told([0xFFFFFFFF, NOP]) == [STRAY, NOP]


@given(st.binary(max_size=200), st.lists(st.integers(0, 200)))
def test_any_bytes_come_back(text: bytes, functions: list[int]) -> None:
    streams = split(text, ADDRESS, np.array(sorted(functions), np.uint32))
    assert join(streams, len(text), ADDRESS) == text
