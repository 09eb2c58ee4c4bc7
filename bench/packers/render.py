"""The figures as a Markdown table. Pure."""

from __future__ import annotations

from bench.packers.catalogue import FIGURES
from bench.packers.values import Figure, Report, Samples
from slimgo.values.measurement import Measurement

_HEAD = "| figure | must | reach for | measured | from |\n|---|---|---|---|---|\n"


def figures(report: Report) -> str:
    """Each figure with its ratio of medians, and what it is made of, with the spread."""
    return _HEAD + "".join(f"{_row(report, figure)}\n" for figure in FIGURES)


def everything(report: Report) -> str:
    """All that was measured: a row per file and quantity."""
    head = "| file | quantity | median | lowest to highest | repeats |\n|---|---|---|---|---|\n"
    return head + "".join(f"{_sample(sample)}\n" for sample in report.samples)


def over(report: Report) -> tuple[str, ...]:
    """Names of the figures that are not reached, or were not measured."""
    ratios = ((figure, report.ratio(figure)) for figure in FIGURES)
    return tuple(
        f.name for f, ratio in ratios if ratio is None or round(ratio, _digits(report, f)) > f.must
    )


def _digits(report: Report, figure: Figure) -> int:
    """Exact sizes to a thousandth; what is sampled moves by as much from run to run."""
    found = [s for s in report.samples if s.quantity == figure.quantity]
    return 2 if any(len(s.measurement.samples) > 1 for s in found) else 3


def _row(report: Report, figure: Figure) -> str:
    ratio, digits = report.ratio(figure), _digits(report, figure)
    shown = "not measured" if ratio is None else f"**{ratio:.{digits}f}**"
    above = _of(report, figure.quantity, figure.measured)
    below = _of(report, *figure.below)
    return (
        f"| {figure.name} | {figure.must:.{digits}f} | {figure.reach:.{digits}f} | {shown} "
        f"| {above} ÷ {below} |"
    )


def _of(report: Report, quantity: str, file: str) -> str:
    found = [s.measurement for s in report.samples if (s.quantity, s.file) == (quantity, file)]
    return _value(found[0], found[0].median) if found else "?"


def _sample(sample: Samples) -> str:
    taken = sample.measurement
    spread = f"{_value(taken, taken.low)} to {_value(taken, taken.high)}"
    return (
        f"| {sample.file} | {sample.quantity} | {_value(taken, taken.median)} "
        f"| {spread if len(taken.samples) > 1 else 'exact'} | {len(taken.samples)} |"
    )


def _value(measurement: Measurement, value: float) -> str:
    if measurement.unit == "B":
        return f"{value:,.0f} B"
    return f"{value * 1000:.1f} ms"
