"""Ends programs that were started, and whatever they left behind."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Collection


def end(pid: int, *, spared: Collection[int] = ()) -> None:
    """Kills the program and its group, then our other children but for those."""
    for target in (pid, -pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(target, signal.SIGKILL)
    os.waitpid(pid, 0)
    end_children(spared=spared)


def end_children(*, spared: Collection[int] = ()) -> None:
    """What led out of the network, and what became our child when its parent ended."""
    while children := [child for child in _children() if child not in spared]:
        for child in children:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)


def _children() -> list[int]:
    """Our children, in our own numbers: /proc may be that of the namespace around ours.

    None where a kernel lacks CONFIG_PROC_CHILDREN: then they end with the namespace.
    """
    found = []
    with contextlib.suppress(FileNotFoundError):  # also for one that ends meanwhile
        for outer in read("/proc/thread-self/children").split():
            status = read(f"/proc/{outer}/status")
            found.append(int(status.partition("NSpid:")[2].partition("\n")[0].split()[-1]))
    return found


def read(path: str) -> str:
    """A file of /proc."""
    with open(path) as file:  # noqa: PTH123 - quicker
        return file.read()
