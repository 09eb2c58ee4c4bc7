"""A number with its unit, repeats and spread."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

START = "start"
"""From the start to the first byte of an answer."""

PRIVATE_MEMORY = "private memory"
"""What only this process holds after its first answer."""

PEAK_SIZE = "peak resident size"
"""The most memory that was resident until its first answer, what it shares included."""

LEAST_MEMORY = "least memory limit"
"""The least limit of a cgroup under which 3 of 3 starts work."""


@dataclass(frozen=True, kw_only=True)
class Load:
    """How busy the machine was when something was measured."""

    average: float
    """Processes that ran or waited to run: the load average of the last minute."""
    cpus: int
    """CPUs that this process may use."""

    @property
    def busy(self) -> bool:
        """Whether the load average was above the number of CPUs."""
        return self.average > self.cpus


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """A number of something in one quantity, measured several times."""

    what: str
    """The quantity: `start`, `private memory`."""
    of: str = ""
    """What of it was measured: `packed`, `unpacked`; empty where there is one thing only."""
    unit: str
    """`s`, `B`, or `1` for a ratio."""
    samples: tuple[float, ...]
    """Every repeat, as taken, in the unit."""

    @property
    def median(self) -> float:
        return statistics.median(self.samples)

    @property
    def low(self) -> float:
        return min(self.samples)

    @property
    def high(self) -> float:
        return max(self.samples)

    def overlaps(self, other: Measurement) -> bool:
        """Whether the two ranges meet: then a difference of medians is inside the noise."""
        return self.low <= other.high and other.low <= self.high
