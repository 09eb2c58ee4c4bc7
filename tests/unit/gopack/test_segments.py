"""A program must begin in its code."""

from __future__ import annotations

import pytest

from slimgo.gopack.errors import Refused
from slimgo.gopack.read_elf import read_executable

BASE = 0x400000
READ, READ_WRITE, CODE = 4, 6, 5
AT_THE_ENTRY, BEHIND = (0, BASE, 0x1200), (0x2000, BASE + 0x2000, 0x800)
"""Offset, address and size of two segments; the program begins in the first."""


def test_a_program_that_begins_in_its_code_is_taken(elf) -> None:
    data = elf(segments=((1, CODE, *AT_THE_ENTRY), (1, READ, *BEHIND)))
    assert read_executable(data).entry == 0x1000


@pytest.mark.parametrize(
    "segments",
    [
        ((1, READ, *AT_THE_ENTRY), (1, CODE, *BEHIND)),
        ((1, READ_WRITE, *AT_THE_ENTRY), (1, CODE, *BEHIND)),
        ((1, CODE, 0, BASE, 0x1000), (1, READ_WRITE, *BEHIND)),
    ],
)
def test_one_that_begins_elsewhere_is_refused(elf, segments: tuple[object, ...]) -> None:
    with pytest.raises(Refused, match="this program cannot start") as caught:
        read_executable(elf(segments=segments))
    assert caught.value.why == "its entry is not in a segment of code"
