"""What is known of a number that varies: its median, and the interval that holds the true one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Difference = Literal["less", "more", "none seen", "not known"]
"""Of a ratio from 1: `none seen` where its interval holds 1, `not known` where there are too few
samples for an interval."""


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A median with its interval."""

    median: float
    low: float
    high: float
    """The interval's ends, both of them samples; the least and the greatest where `sure` is
    false."""
    count: int
    """Samples."""
    sure: bool
    """Whether the interval holds the true median with the confidence that was asked for; false
    where there are too few samples."""

    @property
    def spread(self) -> float:
        """How far the farther end of the interval is from the median, as a part of that."""
        if not self.median:
            return 0.0
        return max(self.high - self.median, self.median - self.low) / abs(self.median)

    @property
    def difference(self) -> Difference:
        """Of a ratio: on which side of 1 its whole interval is."""
        if not self.sure:
            return "not known"
        if self.low > 1:
            return "more"
        return "less" if self.high < 1 else "none seen"
