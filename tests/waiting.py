"""How a test waits: for an event, for as long as that takes on a busy machine."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

PATIENCE_SECONDS = 600.0
"""Ends a test that hangs, and decides nothing else: no machine is so busy. What must not outlive a
test has to sleep for longer, or its own end would look like ours."""

_LOOK_SECONDS = 0.01


def until(
    happened: Callable[[], object],
    process: subprocess.Popen[str] | None = None,
    *,
    patience_seconds: float = PATIENCE_SECONDS,
) -> None:
    """Waits for it; fails where it never happens, or the process ends before.

    patience_seconds: less where what is waited for would end by itself.
    """
    deadline = time.monotonic() + patience_seconds
    while not happened():
        if process and process.poll() is not None:
            raise AssertionError(f"it ended before: {process.communicate()}")
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(_LOOK_SECONDS)


def runs_go(pid: int | None, name: str = "app.bin") -> bool:
    """Whether a started process has become the Go program of that file name.

    Its launcher has one thread. While exec(2) is at work, /proc already names the new program, but
    descriptors and user are still the launcher's; Go's second thread is proof that it runs.
    """
    process = Path(f"/proc/{pid}")
    with suppress(OSError):
        threads = list((process / "task").iterdir())
        return len(threads) > 1 and (process / "exe").readlink().name == name
    return False
