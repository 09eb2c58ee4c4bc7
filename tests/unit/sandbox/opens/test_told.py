"""What a tracer writes, read in whatever pieces it comes."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator

import pytest

from slimgo.sandbox.opens.told import Told
from tests.waiting import PATIENCE_SECONDS

LATER = time.monotonic() + PATIENCE_SECONDS
LINES = "".join(
    f"{json.dumps(each)}\n"
    for each in (
        {"began": True},
        {"name": ["file", "/é", "ENOENT"]},
        {"name": ["listens", "tcp 0.0.0.0:80", ""]},
    )
).encode()


@pytest.fixture
def pipe() -> Iterator[tuple[Told, int]]:
    reads, writes = os.pipe()
    told = Told(reads)
    yield told, writes
    told.close()


def test_lines_are_taken_whole_however_they_are_cut(pipe: tuple[Told, int]) -> None:
    told, writes = pipe
    for at in range(len(LINES)):
        os.write(writes, LINES[at : at + 1])
        assert told.more(LATER)
    os.close(writes)
    assert told.began
    assert told.so_far == [("file", "/é", "ENOENT"), ("listens", "tcp 0.0.0.0:80", "")]


def test_nothing_by_the_deadline_is_not_the_end(pipe: tuple[Told, int]) -> None:
    told, writes = pipe
    assert not told.more(time.monotonic() + 0.001)
    assert not told.all
    os.close(writes)


def test_after_the_deadline_nothing_more_is_taken(pipe: tuple[Told, int]) -> None:
    told, writes = pipe
    os.write(writes, LINES)
    os.close(writes)
    assert not told.more(time.monotonic() - 1)
    assert told.so_far == []


def test_a_tracer_that_ends_without_a_word_is_noticed(pipe: tuple[Told, int]) -> None:
    told, writes = pipe
    os.write(writes, LINES)
    os.close(writes)
    while told.more(LATER):
        pass
    assert told.all
    assert told.cut_off


def test_the_programs_end_is_the_end(pipe: tuple[Told, int]) -> None:
    told, writes = pipe
    os.write(writes, LINES + b'{"ended": true}\n')
    os.close(writes)
    while told.more(LATER):
        pass
    assert told.all
    assert not told.cut_off


def test_the_first_reason_for_seeing_no_more_is_kept(pipe: tuple[Told, int]) -> None:
    told, writes = pipe
    os.write(writes, b'{"lacks": "first"}\n{"lacks": "second"}\n')
    os.close(writes)
    assert told.more(LATER)
    assert told.lacks == "first"
