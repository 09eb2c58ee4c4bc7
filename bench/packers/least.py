"""The least memory limit under which a program starts every time, as a container would set it."""

from __future__ import annotations

import os
from pathlib import Path

from bench.packers.programs import Program
from bench.packers.starts import begin
from slimgo.sandbox.starts.cgroup import memory_group

STARTS = 20
_FIRST_STARTS = 2
_SECONDS = 4.0
"""A start that takes longer reads its file again and again: that is no start."""
_ENTER = ("sh", "-c", 'echo 0 > "$0" && exec "$@"')
"""A shell that goes into the group becomes the program."""


def least_memory(path: Path, program: Program, lowest: int, highest: int) -> int:
    """Bytes, a multiple of the program's step: there 20 of 20 starts work. lowest, highest: bytes
    that are not enough, and enough. Nothing of the file is in the page cache before a start, so
    its pages count. Raises EngineFailed where no memory cgroup can be made."""
    low, high = lowest // program.step, -(-highest // program.step)
    while high - low > 1:
        middle = (low + high) // 2
        if _works(path, program, middle, _FIRST_STARTS):
            high = middle
        else:
            low = middle
    while not _works(path, program, high, STARTS):
        high += 1
    return high * program.step


def _works(path: Path, program: Program, steps: int, starts: int) -> bool:
    with memory_group(steps * program.step) as group:
        enter = (*_ENTER, str(group.procs))
        for _ in range(starts):
            _forget(path)
            try:
                begin(program, path, os.sched_getaffinity(0), enter, seconds=_SECONDS)
            except (TimeoutError, OSError):
                return False
    return True


def _forget(path: Path) -> None:
    """Takes the file's pages out of the page cache."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)
