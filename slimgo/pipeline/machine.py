"""The machine that figures were taken on, so that nobody compares them with another's."""

from __future__ import annotations

import os
import platform
from pathlib import Path

from slimgo.values.measurement import Load


def machine() -> tuple[tuple[str, str], ...]:
    """Pairs: system, kernel, processor, CPUs that this process may use, Python."""
    return (
        ("system", _system()),
        ("kernel", platform.release()),
        ("processor", _processor()),
        ("cpus", str(_cpus())),
        ("python", platform.python_version()),
    )


def load() -> Load:
    """How busy it is now, by the last minute's load average."""
    return Load(average=os.getloadavg()[0], cpus=_cpus())


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.system()


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.machine()


def _cpus() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
