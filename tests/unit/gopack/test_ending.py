"""How a signal ends the process: at once, with its status, and nothing half done left."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3]
_PROGRAM = """
import signal, sys
from slimgo.gopack.ending import Undone, end_at_signals

def fails():
    print("second", flush=True)
    raise OSError

end_at_signals()
with Undone(lambda: print("never", flush=True)):
    pass
def says(word):
    return lambda: print(word, flush=True)

with Undone(says("last")), Undone(fails), Undone(says("first")):
    try:
        signal.raise_signal(int(sys.argv[1]))
    finally:
        print("it goes on", flush=True)
"""


def ended_by(number: signal.Signals, before: str = "") -> tuple[int, str, str]:
    done = subprocess.run(
        (sys.executable, "-c", f"{before}\n{_PROGRAM}", str(int(number))),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_what_is_half_done_is_undone_last_first_and_no_exception_is_raised(number) -> None:
    assert ended_by(number) == (128 + number, "first\nsecond\nlast\n", "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_what_was_ignored_stays_ignored(number) -> None:
    ignore = f"import signal; signal.signal({int(number)}, signal.SIG_IGN)"
    assert ended_by(number, ignore) == (0, "it goes on\n", "")
