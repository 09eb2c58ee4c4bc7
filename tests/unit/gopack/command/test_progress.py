"""The line on a terminal: which step, for how long; in a pipe nothing."""

from __future__ import annotations

import io
import os
import pty
import time
from collections.abc import Iterator
from typing import TextIO

import pytest

from slimgo.gopack.command import progress
from slimgo.gopack.command.progress import Progress


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[TextIO, int]]:
    """A terminal's stream, and the descriptor that reads what is shown."""
    monkeypatch.setenv("TERM", "xterm")
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as stream:
        yield stream, ours
    os.close(ours)


def test_it_says_the_step_and_how_long_and_is_taken_away(terminal, monkeypatch) -> None:
    monkeypatch.setattr(progress, "_SECONDS", 0.001)
    stream, reads = terminal
    with Progress(stream, "server") as doing:
        began = time.monotonic()
        monkeypatch.setattr(time, "monotonic", lambda: began + 12)
        doing("packing with zstd")
        shown = ""
        while "server: packing with zstd … 12 s" not in shown:
            shown += os.read(reads, 4096).decode()
    while not shown.endswith("\r\x1b[K"):
        shown += os.read(reads, 4096).decode()
    assert "\n" not in shown


@pytest.mark.parametrize("stream", [io.StringIO(), None])
def test_in_a_pipe_nothing_is_said(stream) -> None:
    with Progress(stream, "server") as doing:
        doing("packing")
    assert not stream or stream.getvalue() == ""


def test_a_terminal_that_cannot_erase_is_as_a_pipe(terminal, monkeypatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    stream, reads = terminal
    with Progress(stream, "server") as doing:
        doing("packing")
    print("the end", file=stream, flush=True)
    assert os.read(reads, 4096) == b"the end\r\n"


def test_a_terminal_that_is_gone_ends_nothing(monkeypatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as stream:
        os.close(ours)
        monkeypatch.setattr(stream, "isatty", lambda: True)
        with Progress(stream, "server") as doing:
            doing("packing")


def test_the_line_fits_and_keeps_its_end() -> None:
    doing = Progress(None, "a-very-long-name-of-a-server")
    doing("packing with zstd")
    assert doing.line(80) == "a-very-long-name-of-a-server: packing with zstd …"
    assert doing.line(34) == "…of-a-server: packing with zstd …"
    assert all(len(doing.line(columns)) < columns for columns in range(1, 90))
