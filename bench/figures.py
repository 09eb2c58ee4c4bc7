"""From samples to ratios and verdicts. Pure."""

from __future__ import annotations

from bench.values import Row
from slimgo.values.measurement import Measurement


def fastest(row: Row) -> Measurement | None:
    """What the row is compared with: of several the one with the lowest median."""
    return min(row.against, key=lambda taken: taken.median, default=None)


def ratio_of_medians(row: Row) -> float | None:
    other = fastest(row)
    return row.measured.median / other.median if row.measured and other else None


def paired_ratios(row: Row) -> Measurement | None:
    """Each run over the other's of the same turn, so that a slow moment of the machine hits both.

    The unit is 1.
    """
    other = fastest(row)
    if row.measured is None or other is None:
        return None
    pairs = zip(row.measured.samples, other.samples, strict=True)
    return Measurement(what=row.name, unit="1", samples=tuple(one / two for one, two in pairs))


def more_seconds(row: Row) -> float | None:
    """How much longer it took than what it is compared with, by their medians."""
    other = fastest(row)
    return row.measured.median - other.median if row.measured and other else None


def is_over(row: Row) -> bool:
    """Whether a limit is exceeded, of the ratio or of the seconds; what was not measured is not."""
    ratio, more = ratio_of_medians(row), more_seconds(row)
    by_ratio = ratio is not None and row.limit is not None and ratio > row.limit
    by_seconds = more is not None and row.most_seconds is not None and more > row.most_seconds
    return by_ratio or by_seconds


def verdict(row: Row) -> str:
    """In words: never a pass for what was not compared, never a difference that may be noise."""
    other, pairs = fastest(row), paired_ratios(row)
    if row.measured is None or other is None or pairs is None:
        return f"not measured: {row.note}"
    if row.limit is None and row.most_seconds is None:
        return "no limit is set"
    if is_over(row):
        inside = ", by less than the noise" if row.limit and pairs.low <= row.limit else ""
        return f"over the limit{inside}"
    if len(pairs.samples) > 1 and row.measured.overlaps(other):
        return "within the limit; the difference is inside the noise"
    return "within the limit"
