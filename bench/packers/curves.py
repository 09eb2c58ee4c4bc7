"""How much memory a start has resident, from its first moment to its first word."""

from __future__ import annotations

import os
import resource
import threading
import time
from collections.abc import Collection
from pathlib import Path

from bench.packers import starts
from bench.packers.programs import Program
from bench.packers.values import Curve

_EACH = 0.001
"""Seconds between two looks."""


def median_curve(
    file: str, path: Path, program: Program, cpus: Collection[int], repeats: int
) -> Curve:
    """The curve of the start whose time was the median of so many. Raises as `starts.begin`."""
    seen = sorted((_curve(file, path, program, cpus) for _ in range(repeats)), key=_duration)
    return seen[len(seen) // 2]


def _duration(curve: Curve) -> float:
    return curve.seconds[-1]


def _curve(file: str, path: Path, program: Program, cpus: Collection[int]) -> Curve:
    points: list[tuple[float, int]] = []
    done = threading.Event()

    def look(pid: int) -> None:
        began = time.perf_counter()
        with Path(f"/proc/{pid}/statm").open("rb", buffering=0) as statm:
            while not done.wait(_EACH):
                try:
                    resident = int(os.pread(statm.fileno(), 64, 0).split()[1])
                except (OSError, IndexError):
                    return
                points.append((time.perf_counter() - began, resident * resource.getpagesize()))

    def watch(pid: int) -> threading.Thread:
        thread = threading.Thread(target=look, args=(pid,))
        thread.start()
        return thread

    starts.watched(program, path, cpus, watch, done)
    return Curve(
        file=file,
        seconds=tuple(round(second, 5) for second, _ in points),
        resident=tuple(size for _, size in points),
    )
