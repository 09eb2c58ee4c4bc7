"""The text filter for ppc64le, on instructions made by hand and on any bytes at all."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from slimgo.gopack.filters.text_ppc64le import entries, join, split

NOP = 0x60000000
STRAY = 0x48000003


def told(words: Sequence[int], functions: Sequence[int]) -> list[int]:
    """What stands in place of each instruction, after the text has been seen to come back."""
    text = struct.pack(f"<{len(words)}I", *words)
    streams = split(text, 0, np.array(functions, np.uint32))
    assert join(streams, len(text), 0) == text
    assert entries(streams).tolist() == list(functions)
    return list(struct.unpack(f">{len(words)}I", streams[1]))


def call(at: int, target: int) -> int:
    return 0x48000001 | (target - at & 0xFFFFFF) << 2


def test_calls_of_a_function_are_the_same_anywhere() -> None:
    seen = told([call(0, 2), NOP, call(2, 2), call(3, 0)], [0, 8, 16])
    assert seen == [0x48000005, NOP, 0x48000005, 0x48000001]


def test_a_call_of_no_function_and_one_of_an_absolute_address_are_strays() -> None:
    assert told([call(0, 1), NOP, 0x48000107], [0, 12]) == [STRAY, NOP, STRAY]


def test_a_jump_stays() -> None:
    assert told([0x48000008, NOP, NOP], [0, 8, 12]) == [0x48000008, NOP, NOP]


@given(st.binary(max_size=200), st.lists(st.integers(0, 200)))
def test_any_bytes_come_back(text: bytes, functions: list[int]) -> None:
    streams = split(text, 0, np.array(sorted(functions), np.uint32))
    assert join(streams, len(text), 0) == text
