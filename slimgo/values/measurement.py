"""A number with its unit, repeats and spread."""

from __future__ import annotations

import statistics
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """name: what was measured (`start`). unit: `s` or `B`. samples: every repeat, as taken."""

    name: str
    unit: str
    samples: tuple[float, ...]

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
