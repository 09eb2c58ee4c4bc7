"""The text filter for arm64, on instructions made by hand and on any bytes at all."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from slimgo.gopack.filters.text_arm64 import NAMES, entries, join, split

ADDRESS = 0x11000
NOP = 0xD503201F
RETURN = 0xD65F03C0
PUSH_32 = 0xF81E0FFE  # str x30, [sp, #-32]!
PUSH_64 = 0xF81C0FFE
POP_32 = 0xF84207FE  # ldr x30, [sp], #32
POP_64 = 0xF84407FE
FRAME_4000 = 0xD13E83F4  # sub x20, sp, #4000
FREE_4000 = 0x913E83FF  # add sp, sp, #4000
GUARD = 0x54000009  # b.ls


def text_of(words: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(words)}I", *words)


def streams_of(
    words: Sequence[int], functions: Sequence[int] = (), address: int = ADDRESS
) -> dict[str, bytes]:
    """The streams, after they have been seen to give back the text."""
    text = text_of(words)
    streams = split(text, address, np.array(functions, np.uint32))
    assert join(streams, len(text), address) == text
    return dict(zip(NAMES, streams, strict=True))


def told(words: Sequence[int], functions: Sequence[int] = ()) -> list[int]:
    """What stands in place of each instruction."""
    instructions = streams_of(words, functions)["instructions"]
    return list(struct.unpack(f">{len(words)}I", instructions))


def call(at: int, target: int) -> int:
    return 0x94000000 | target - at & 0x3FFFFFF


def jump(at: int, target: int) -> int:
    return 0x14000000 | target - at & 0x3FFFFFF


def adrp(at: int, target: int, register: int) -> int:
    pages = (target >> 12) - (ADDRESS + 4 * at >> 12)
    return 0x90000000 | (pages & 3) << 29 | (pages >> 2 & 0x7FFFF) << 5 | register


def add(target: int, register: int) -> int:
    return 0x91000000 | (target & 4095) << 10 | register << 5 | register


def test_calls_of_a_function_are_the_same_anywhere() -> None:
    words = [call(0, 2), call(1, 2), NOP, call(3, 2)]
    assert told(words, [0, 8, 16]) == [0x94000001, 0x94000001, NOP, 0x94000001]


def test_a_call_into_a_functions_middle_says_where() -> None:
    assert told([call(0, 3), NOP, NOP, NOP], [0, 8, 16])[0] == 0x95000003


def test_a_call_out_of_the_text_is_a_stray() -> None:
    streams = streams_of([NOP, call(1, -5)])
    assert streams["strays"] == text_of([call(1, -5)])
    assert streams["instructions"][4] == 0x96


def test_an_address_of_two_instructions_is_the_same_on_any_page() -> None:
    target = 0x52BA88
    words = [NOP] * 3000
    for at in (1, 1500, 2998):
        words[at : at + 2] = [adrp(at, target, 27), add(target, 27)]
    seen = told(words)
    assert {seen[at] for at in (1, 1500, 2998)} == {0x90000000 | target}
    assert {seen[at + 1] for at in (1, 1500, 2998)} == {add(0, 27)}


@pytest.mark.parametrize(
    ("load", "size"),
    [(0x39400000, 1), (0x79400000, 2), (0xB9400000, 4), (0xF9400000, 8), (0x3DC00000, 16)],
)
def test_the_offset_of_a_load_counts_in_its_size(load: int, size: int) -> None:
    target = 0x400120
    words = [adrp(0, target, 27), load | (target & 4095) // size << 10 | 27 << 5 | 3]
    assert told(words)[0] == 0x90000000 | target


def test_an_address_beyond_16_mb_has_its_top_in_the_second_instruction() -> None:
    seen = told([adrp(0, 0x12345678, 1), add(0x12345678, 1)])
    assert seen == [0x90345678, add(0x12, 1)]


def test_a_lone_page_address_is_absolute() -> None:
    assert told([NOP, adrp(1, 0x7FF000, 5), NOP])[1] == 0xB0000000 | 0x7FF << 5 | 5


@pytest.mark.parametrize(
    ("words", "functions"),
    [
        ([adrp(0, 0x7FF000, 5)], []),
        ([adrp(0, 0x7FF000, 5), add(0x18, 6)], []),
        ([adrp(0, 0x7FF000, 31), add(0x18, 31)], []),
        ([adrp(0, 0x7FF000, 5), add(0x18, 5)], [0, 4, 8]),
        ([adrp(0, 0x7FF000, 5), 0xF9600000 | 5 << 5], []),
    ],
    ids=["end of text", "another register", "stack pointer", "next function", "beyond the page"],
)
def test_what_does_not_belong_to_the_page_stays_apart(
    words: list[int], functions: list[int]
) -> None:
    assert told(words, functions)[0] >> 24 == 0xB0


def test_a_page_beyond_2_gb_is_a_stray() -> None:
    assert streams_of([adrp(0, 0x90000000, 5)])["strays"] == text_of([adrp(0, 0x90000000, 5)])


def test_branches_stand_without_their_distances() -> None:
    words = [NOP, 0x54000060, 0xB4FFFFE7, 0x36080041, jump(4, 6), NOP, NOP]
    streams = streams_of(words)
    seen = struct.unpack(">7I", streams["instructions"])
    assert list(seen) == [NOP, 0x54000000, 0xB4000007, 0x36080001, 0x14000000, NOP, NOP]
    assert list(streams["branches"]) == [6, 1, 4, 4]


def test_a_jump_home_needs_no_distance() -> None:
    streams = streams_of([NOP, NOP, NOP, jump(3, 2)], [0, 8, 16])
    assert streams["branches"] == b""
    assert streams["instructions"][12:] == b"\x14\x00\x00\x01"


def test_the_stack_checks_branch_is_told_from_the_functions_end() -> None:
    first = [NOP, GUARD | 3 << 5, NOP, RETURN, NOP]
    second = [NOP, GUARD | 5 << 5, *[NOP] * 4, NOP]
    streams = streams_of(first + second, [0, 20, 48])
    assert streams["guards"] == bytes([2, 2])
    assert streams["branches"] == b""


def test_only_the_first_early_one_is_the_stack_checks() -> None:
    words = [GUARD | 2 << 5, GUARD | 1 << 5, *[NOP] * 8]
    assert list(streams_of(words)["branches"]) == [2]
    assert list(streams_of([*[NOP] * 8, GUARD | 1 << 5])["branches"]) == [2]


def test_arguments_are_the_same_whatever_the_frame() -> None:
    def argument(frame: int) -> int:
        return 0xF94003E0 | (frame + 8) // 8 << 10

    small = told([PUSH_32, argument(32), POP_32])
    large = told([PUSH_64, argument(64), POP_64])
    huge = told([FRAME_4000, argument(4000), FREE_4000])
    assert small[1:] == large[1:]
    assert huge[1:] == [small[1], 0x910003FF]


def test_where_the_stack_grows_there_is_no_frame_yet() -> None:
    spill = 0xF90007E0  # str x0, [sp, #8]
    whole = [GUARD | 3 << 5, PUSH_64, RETURN, spill, jump(4, 0)]
    frameless = [GUARD | 3 << 5, NOP, RETURN, spill, jump(4, 0)]
    assert told(whole, [0, 20])[3] == told(frameless, [0, 20])[3]


def test_a_frame_ends_with_its_function() -> None:
    load = 0xF94007E0
    assert told([PUSH_64, load, load], [0, 8, 12])[2] == told([load])[0] != told([PUSH_64, load])[1]


def test_functions_are_told_in_sixteens() -> None:
    streams = streams_of([NOP] * 40, [0, 16, 64, 160])
    assert streams["functions"] == bytes([0, 1, 3, 6])
    assert struct.unpack("<2I", streams["sizes"]) == (160, 4)


def test_entries_come_back_an_odd_end_too() -> None:
    given_ = np.array([0, 16, 61], np.uint32)
    streams = split(text_of([NOP] * 20), ADDRESS, given_)
    assert entries(streams).tolist() == given_.tolist()


@pytest.mark.parametrize("wrong", [[16, 0], [0, 84]], ids=["descending", "past the end"])
def test_entries_that_cannot_be_are_unknown(wrong: list[int]) -> None:
    streams = streams_of([NOP] * 20, wrong)
    assert streams["functions"] == b""
    assert struct.unpack("<2I", streams["sizes"]) == (80, 0)


_KINDS = [0x94, 0x97, 0x14, 0x17, 0x54, 0x34, 0x36, 0xB7, 0x90, 0xF0, 0x91, 0xD1, 0xF8, 0xF9]
_MADE = st.builds(lambda kind, rest: kind << 24 | rest, st.sampled_from(_KINDS), st.integers(0, 99))
_USUAL = st.sampled_from(
    [PUSH_32, POP_32, FRAME_4000, FREE_4000, GUARD | 3 << 5, 0xF94013E0, 0x9000001B, 0x91004360]
)


@given(
    st.lists(st.one_of(_USUAL, _MADE, st.integers(0, 2**32 - 1)), max_size=40),
    st.binary(max_size=3),
    st.lists(st.integers(0, 160), max_size=6),
    st.integers(0, 2**35),
)
@example([], b"", [], 0)
@example([], b"abc", [0, 0, 3], 0)
def test_any_bytes_come_back(
    words: list[int], rest: bytes, functions: list[int], address: int
) -> None:
    text = text_of(words) + rest
    streams = split(text, address, np.array(sorted(functions), np.uint32))
    assert join(streams, len(text), address) == text
