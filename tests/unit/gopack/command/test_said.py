"""What is said of what was made."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from slimgo.gopack.command.jobs import Job
from slimgo.gopack.command.said import packed_line, say, unpacked_line, visible


def packed(file: str, output: str | None) -> str:
    job = Job(file=Path(file), output=None if output is None else Path(output), replace=False)
    return packed_line(job, size=250, of=1000, seconds=1.25, proof="proven")


def test_what_was_made_how_long_it_took_and_how_it_is_used() -> None:
    made = "250 bytes, 25.0 % of 1,000, in 1.2 s; proven"
    assert packed("bin/a", "a.packed") == f"a.packed: {made}; starts as a does: ./a.packed"
    assert packed("bin/a", "bin/a") == f"bin/a: {made}; starts as before: bin/a"
    assert packed("a", "my app") == f"my app: {made}; starts as a does: './my app'"
    assert packed("a", None) == f"a, packed to standard output: {made}"


def test_what_was_appended_is_told() -> None:
    job = Job(file=Path("a"), output=Path("b"), replace=False)
    line = unpacked_line(job, size=1000, behind=0, seconds=0.1)
    assert line == "b: 1,000 bytes, as before packing, in 0.1 s"
    line = unpacked_line(job, size=1000, behind=11, seconds=0.1)
    assert "behind them the 11 bytes that were appended after packing, in 0.1 s" in line


def test_a_name_moves_no_cursor() -> None:
    assert visible("a\x1b[2J\rb\udcff\n→ é") == r"a\x1b[2J\rb\udcff" + "\n→ é"


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_a_stream_that_lacks_our_signs_is_no_failure(monkeypatch, encoding) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    say("→ x")
    stream.seek(0)
    assert stream.read() == ("? x\n" if encoding == "ascii" else "→ x\n")


def test_a_process_without_streams_says_nothing(monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    say("x")
    say("x", aloud=True)
