"""What a person sees: the step and the time while it works, then one line that stays."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.gopack.programs import HERE, build, gopack
from tests.waiting import PATIENCE_SECONDS


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("terminal") / "silent"
    build("silent", output)
    return output


class Terminal:
    """gopack on a terminal of its own, or only its messages there."""

    def __init__(self, *words: str | Path, output: int | None = None) -> None:
        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            (sys.executable, "-m", "slimgo.gopack", *words),
            stdin=theirs,
            stdout=theirs if output is None else output,
            stderr=theirs,
            env=os.environ | {"PYTHONPATH": str(HERE), "TERM": "xterm", "COLUMNS": "80"},
        )
        os.close(theirs)
        self.shown = ""

    def read(self, until: str = "") -> str:
        """All that was shown until then, or to the end."""
        while not until or until not in self.shown:
            try:
                more = os.read(self._ours, 4096)
            except OSError:  # Linux: nobody has the other side any more
                break
            self.shown += more.decode()
        return self.shown

    def end(self) -> int:
        self.read()
        os.close(self._ours)
        return self.process.wait(timeout=PATIENCE_SECONDS)


def test_each_step_is_shown_in_one_line_that_goes_away(program, tmp_path) -> None:
    terminal = Terminal("pack", "--best", "-o", tmp_path / "packed", program)
    assert terminal.end() == 0
    shown = re.split(r"\r\x1b\[K", terminal.shown)
    for step in (
        *("reading it", "packing with lzma", "packing with zstd to compare"),
        "checking that it unpacks",
    ):
        assert any(each.startswith(f"silent: {step} …") for each in shown), step
    # what a terminal shows at the end: what follows the last time that the line was erased
    assert shown[-1].startswith(f"{tmp_path}/packed: ")
    assert terminal.shown.count("\n") == shown[-1].count("\n") == len(shown[-1].splitlines())


def test_in_a_pipe_nothing_moves(program, tmp_path) -> None:
    done = gopack("pack", "-o", tmp_path / "packed", program)
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1
    assert "\x1b" not in done.stdout


def test_an_interrupt_takes_the_line_away(program, tmp_path) -> None:
    terminal = Terminal("pack", "--brute", "-o", tmp_path / "packed", program)
    terminal.read("packing with lzma …")
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.end() == 130
    assert terminal.shown.endswith("\r\x1b[K")
    assert "\n" not in terminal.shown
    assert not list(tmp_path.iterdir())


def test_a_program_is_not_written_to_a_terminal(program) -> None:
    terminal = Terminal("pack", "-o", "-", program)
    assert terminal.end() == 1
    last = terminal.shown.rpartition("\r\x1b[K")[2]
    assert last == (
        "gopack: a program is not written to a terminal\r\n"
        "  → name a file with -o, or hand it on: gopack … -o - FILE > OUT\r\n"
    )


def test_into_a_pipe_it_is_and_what_is_said_comes_on_the_terminal(program, tmp_path) -> None:
    with (tmp_path / "packed").open("wb") as output:
        terminal = Terminal("pack", "-o", "-", program, output=output.fileno())
        assert terminal.end() == 0
    assert "silent, packed to standard output: " in terminal.shown
    assert gopack("test", tmp_path / "packed").returncode == 0
