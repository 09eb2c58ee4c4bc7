"""What a command takes of the machine: seconds, CPU time, memory."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass

from slimgo.run.process import Surroundings
from slimgo.values.command import Command


@dataclass(frozen=True, kw_only=True)
class Spent:
    """With all that the command started and waited for."""

    seconds: float
    cpu_seconds: float
    """In user and kernel mode."""
    peak_bytes: int
    """The most that one of its processes had resident."""


def spent(command: Command, here: Surroundings) -> Spent:
    """Runs it to its end. Raises OSError where it fails."""
    name, *words = command.argv
    began = time.perf_counter()
    process = subprocess.Popen(
        (str(here.program(name)), *words),
        cwd=here.directory,
        env=dict(here.environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    # wait4 and not wait: only it tells what was used
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise OSError(f"{name} ended with status {process.returncode}")
    return Spent(
        seconds=took,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        peak_bytes=usage.ru_maxrss * 1024,
    )
