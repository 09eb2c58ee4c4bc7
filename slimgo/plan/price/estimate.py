"""The median of samples, its interval, and the same of paired ratios. Pure.

The interval lies between two of the samples in order. How many samples are below the true median is
binomial, whatever the distribution, so its confidence is exact (David and Nagaraja, *Order
Statistics*, 3rd edition, 7.1). Nothing is drawn at random: the same samples give the same interval.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from functools import cache
from math import comb

from slimgo.values.estimate import Estimate
from slimgo.values.price import Series

USUAL = 0.95
"""The confidence that figures are shown with."""

CERTAIN = 0.99
"""The confidence that is wanted before somebody is contradicted."""


def estimate(samples: Sequence[float], confidence: float = USUAL) -> Estimate:
    """The median, and the narrowest interval between samples of equal ranks from both ends that
    holds the true median with that confidence at least. Raises ValueError for no samples."""
    if not samples:
        raise ValueError("nothing was measured")
    ordered = sorted(samples)
    outside = ranks_outside(len(ordered), confidence)
    kept = max(outside, 1)
    return Estimate(
        median=statistics.median(ordered),
        low=ordered[kept - 1],
        high=ordered[-kept],
        count=len(ordered),
        sure=outside > 0,
    )


@cache
def ranks_outside(count: int, confidence: float) -> int:
    """The greatest k for which the interval from the k-th least to the k-th greatest sample has the
    confidence; 0 where even all of the samples are too few."""
    rank, beyond = 0, 0.0
    while rank < count // 2:
        beyond += 2 * comb(count, rank) / 2**count
        if beyond > 1 - confidence:
            break
        rank += 1
    return rank


def least_samples(confidence: float = USUAL) -> int:
    """The fewest samples that have an interval of that confidence: 6 for 95 %, 8 for 99 %."""
    return next(count for count in range(2, 1000) if ranks_outside(count, confidence))


def ratio(of: Series, to: Series, confidence: float = USUAL) -> Estimate | None:
    """The estimate of one by the other, taken in pairs: samples of the same round. None where no
    round has both."""
    pairs = _pairs(of, to)
    return estimate([sample / base for sample, base in pairs], confidence) if pairs else None


def difference(of: Series, to: Series, confidence: float = USUAL) -> Estimate | None:
    """The same of one less the other, in their unit."""
    pairs = _pairs(of, to)
    return estimate([sample - base for sample, base in pairs], confidence) if pairs else None


def _pairs(of: Series, to: Series) -> list[tuple[float, float]]:
    others = dict(zip(to.rounds, to.samples, strict=True))
    return [
        (sample, others[turn])
        for turn, sample in zip(of.rounds, of.samples, strict=True)
        if turn in others
    ]
