"""The text filter for arm, on instructions made by hand and on any bytes at all."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.filters import text_arm
from slimgo.gopack.filters.text_arm import NAMES, entries, join, split

NOP = 0xE1A00000  # mov r0, r0
PUSH_32 = 0xE52DE020  # str lr, [sp, #-32]!
RETURN_32 = 0xE49DF020  # ldr pc, [sp], #32
HOME, GUARD, PLACED, STRAY, POOL = (kind << 24 for kind in range(0xFB, 0x100))


def text_of(words: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(words)}I", *words)


def streams_of(words: Sequence[int], functions: Sequence[int] = ()) -> dict[str, bytes]:
    """The streams, after they have been seen to give back the text."""
    text = text_of(words)
    streams = split(text, 0, np.array(functions, np.uint32))
    assert join(streams, len(text), 0) == text
    assert entries(streams).tolist() == list(functions)
    return dict(zip(NAMES, streams, strict=True))


def told(words: Sequence[int], functions: Sequence[int] = ()) -> list[int]:
    """What stands in place of the instructions."""
    instructions = streams_of(words, functions)["instructions"]
    return list(struct.unpack(f">{len(instructions) // 4}I", instructions))


def branch(kind: int, at: int, target: int) -> int:
    return kind | target - at - 2 & 0xFFFFFF


def call(at: int, target: int) -> int:
    return branch(0xEB000000, at, target)


def load(at: int, target: int, register: int = 0) -> int:
    return 0xE59F0000 | register << 12 | 4 * (target - at - 2)


def test_calls_of_a_function_are_the_same_anywhere() -> None:
    words = [call(0, 2), call(1, 2), NOP, call(3, 2)]
    assert told(words, [0, 8, 16]) == [0xEB000001, 0xEB000001, NOP, 0xEB000001]


def test_a_call_into_a_functions_middle_says_where() -> None:
    assert told([call(0, 3), NOP, NOP, NOP], [0, 8, 16])[0] == PLACED | 3


def test_a_call_out_of_the_text_is_a_stray() -> None:
    streams = streams_of([NOP, call(1, -5)])
    assert streams["strays"] == text_of([call(1, -5)])


def test_a_pool_stands_nowhere_and_loads_have_the_numbers_of_their_values() -> None:
    words = [load(0, 4), load(1, 5, 1), load(2, 4, 2), NOP, 0x8001000, 0x8000000]
    assert told(words, [0, 24]) == [0xE59F0001, 0xE59F1000, 0xE59F2001, NOP, POOL]


def test_each_pool_of_a_function_follows_from_the_loads_behind_the_last() -> None:
    words = [load(0, 2), NOP, 77, load(3, 5), NOP, 77]
    assert told(words, [0, 24]) == [0xE59F0000, NOP, POOL, 0xE59F0000, NOP, POOL]


@pytest.mark.parametrize(
    "words",
    [
        [load(0, 4), load(1, 3), NOP, 7, 8],
        [load(0, 2), load(1, 3), 7, 7],
        [NOP, load(1, 3), 7, 8],
        [0xE59F0002, NOP, NOP],
        [load(0, 9)],
    ],
    ids=["out of order", "a value twice", "not used", "between words", "beyond"],
)
def test_a_load_from_what_is_no_such_pool_is_a_stray_or_right(words: list[int]) -> None:
    streams_of(words, [0, 4 * len(words)])


def test_arguments_count_from_the_frames_end() -> None:
    up, down = 0xE59D0024, 0xE51D0004  # ldr r0, [sp, #36] and [sp, #-4]
    assert told([PUSH_32, up, up], [0, 12]) == [PUSH_32, down, down]
    assert told([PUSH_32, 0xE59D0020], [0, 8])[1] == 0xE59D0020
    assert told([PUSH_32, up], [0, 4, 8])[1] == up & ~(1 << 23), "another function has no frame"


def test_what_stands_below_the_stack_pointer_is_a_stray() -> None:
    assert told([0xE51D0004]) == [STRAY]


def test_the_end_of_a_frame_has_no_size() -> None:
    assert told([PUSH_32, RETURN_32], [0, 8])[1] == 0xE49DF000
    assert told([PUSH_32, 0xE49DF000], [0, 8])[1] == RETURN_32
    assert told([PUSH_32, 0xE49DF008], [0, 8])[1] == 0xE49DF008


def test_where_the_stack_grows_says_no_distances() -> None:
    guard, home = branch(0x9A000000, 0, 2), branch(0xEA000000, 4, 0)
    assert told([guard, NOP, NOP, NOP, home], [0, 20]) == [GUARD, NOP, NOP, NOP, HOME]


@pytest.mark.parametrize("target", [1, 3, 4, 5])
def test_another_branch_keeps_its_distance(target: int) -> None:
    guard, home = branch(0x9A000000, 0, target), branch(0xEA000000, 4, 0)
    assert told([guard, NOP, NOP, NOP, home], [0, 20])[0] == guard


def test_words_that_stand_for_something_are_strays() -> None:
    words = [HOME, GUARD, PLACED, STRAY, POOL, 0xFA000000]
    assert told(words) == [STRAY] * 6


def test_more_literals_than_the_stub_has_room_for_are_not_for_us(monkeypatch) -> None:
    monkeypatch.setattr(text_arm, "_MOST_LITERALS", 1)
    with pytest.raises(FilterNotApplicable, match="more than 1 literals"):
        split(text_of([load(0, 3), load(1, 4), NOP, 7, 8]), 0, np.zeros(0, np.uint32))


@given(st.binary(max_size=200), st.lists(st.integers(0, 200)))
def test_any_bytes_come_back(text: bytes, functions: list[int]) -> None:
    streams = split(text, 0, np.array(sorted(functions), np.uint32))
    assert join(streams, len(text), 0) == text
