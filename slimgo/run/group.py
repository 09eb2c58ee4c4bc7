"""A process group is ended: by SIGTERM, and what is left of it after a grace by force."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

_GRACE_SECONDS = 5.0
_LOOK_SECONDS = 0.01
_PROC = Path("/proc")
_ENDED = ("Z", "X")  # a zombie, and one that is just being reaped; proc_pid_stat(5)


def end_group(process: subprocess.Popen[bytes]) -> None:
    """process: the group's leader, started with the group. Its streams are closed."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
            if _ends(process, time.monotonic() + _GRACE_SECONDS):
                break
            continue
        break
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream:
            stream.close()


def _ends(process: subprocess.Popen[bytes], deadline: float) -> bool:
    while time.monotonic() < deadline:
        # who has ended but was not reaped yet is a member still: of a grandchild that is up to
        # pid 1, which in many containers never does
        if process.poll() is not None and not _runs(process.pid):
            return True
        time.sleep(_LOOK_SECONDS)
    return False


def _runs(group: int) -> bool:
    """Whether any member still runs. Raises ProcessLookupError where there is no member."""
    os.killpg(group, 0)
    states = [state for number, state in _members() if number == group]
    return not states or any(state not in _ENDED for state in states)


def _members() -> list[tuple[int, str]]:
    """The group and the state of each process; none where there is no /proc."""
    found = []
    for stat in _PROC.glob("[0-9]*/stat"):
        with suppress(OSError):  # they come and go
            # the name in parentheses may itself hold any character
            state, _, group, *_ = stat.read_text().rpartition(")")[2].split()
            found.append((int(group), state))
    return found
