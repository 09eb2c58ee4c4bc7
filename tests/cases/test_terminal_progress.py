"""Row G7: how long work takes, on a terminal; nothing moves in a pipe."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TextIO, cast

import pytest

from slimgo.terminal.screen import Terminal
from slimgo.values.command import Command
from slimgo.values.event import CommandStarted
from tests.cases.terminal import Screen, piped_from
from tests.faults.checkout import Checkout
from tests.waiting import until


class Tty:
    """A terminal's stream that keeps what is written."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return True


def test_long_work_shows_how_long_it_takes_and_took(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    stream = Tty()
    now = time.monotonic()
    with Terminal(cast(TextIO, stream)) as terminal:
        monkeypatch.setattr("slimgo.terminal.screen.time.monotonic", lambda: now)
        terminal(CommandStarted(command=Command(argv=("upx", "-9", "a")), last_seconds=8.1))
        monkeypatch.setattr("slimgo.terminal.screen.time.monotonic", lambda: now + 5)
        until(lambda: "upx … 5 s (last time 8.1 s)" in stream.text)


def test_the_last_time_is_that_of_the_same_command(checkout: Checkout) -> None:
    checkout.invoke("pack", "--level", "1")
    (checkout.build / "app.static.small.upx.bin").unlink()
    again = Screen(("invoke", "pack", "--level", "1"), checkout.path, 80)
    again.lines()
    assert re.search(r"upx …[^\r\n]*\(last time [\d.]+ m?s\)", again.raw)
    other = Screen(("invoke", "pack", "--level", "2"), checkout.path, 80)
    other.lines()
    assert "upx …" in other.raw
    assert "last time" not in other.raw


def test_in_a_pipe_nothing_moves(made: Path) -> None:
    shown = piped_from(made, "pack", "--recheck")
    assert "\r" not in shown
    assert "\x1b" not in shown
    assert "…\n" not in shown
