"""The least memory limit under which a program still starts, found by trying."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from slimgo.errors import EngineFailed
from slimgo.sandbox.starts.cgroup import MemoryGroup, memory_group
from slimgo.sandbox.starts.sweep import Starter, outcomes
from slimgo.values.guest import Guest
from slimgo.values.measurement import LEAST_MEMORY, Measurement
from slimgo.values.surrounding import Surrounding

STEP_BYTES = 1 << 19
_MOST_STEPS = 1 << 11
_STARTS = 3


def least_memory(starter: Starter, guest: Guest) -> Measurement:
    """In bytes, a multiple of half a MiB: there 3 of 3 starts answer or listen, and at half a MiB
    less not all do. Raises EngineFailed where no cgroup can be made, or 1 GiB is not enough.
    """

    def starts_within(steps: int) -> bool:
        with memory_group(steps * STEP_BYTES) as group:
            return _starts(starter, guest, group)

    return Measurement(
        what=LEAST_MEMORY, unit="B", samples=(float(least(starts_within) * STEP_BYTES),)
    )


def least(works: Callable[[int], bool]) -> int:
    """The least number from 1 that works, where each larger one does. Raises EngineFailed."""
    enough = next((1 << power for power in itertools.count() if _enough(1 << power, works)), 0)
    low, high = enough // 2, enough  # low does not work, or is 0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if works(middle) else (middle, high)
    return high


def _enough(steps: int, works: Callable[[int], bool]) -> bool:
    if steps > _MOST_STEPS:
        raise EngineFailed(
            "the program does not start under any memory limit",
            why=f"{_MOST_STEPS * STEP_BYTES >> 20} MiB are not enough",
        )
    return works(steps)


def _starts(starter: Starter, guest: Guest, group: MemoryGroup) -> bool:
    surrounding = Surrounding(name="a memory limit", cgroup=str(group.procs))
    seen = outcomes(starter, [(guest, surrounding)] * _STARTS, at_once=1)
    for each in seen:
        if each.kind == "refused":
            raise EngineFailed("a program cannot be put into a cgroup here", why=each.words)
    return all(each.kind in ("answers", "listens") for each in seen)
