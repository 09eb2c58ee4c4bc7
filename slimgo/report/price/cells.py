"""What is told of one quantity of one variant: as a figure, and against the baseline."""

from __future__ import annotations

from slimgo.plan.price.estimate import ratio
from slimgo.plan.price.quantities import QUANTITIES
from slimgo.report.size import duration, size
from slimgo.values.estimate import Estimate
from slimgo.values.price import PricedVariant, PriceList, Unit

SAME = "="
"""No difference seen."""
UNSURE = "?"
"""Measured, and too uncertain to say whether there is one."""
NONE = "—"
"""Not measured, or not often enough."""

LEGEND = (
    f"{SAME} is no difference seen, {UNSURE} too uncertain to say (beyond ±25 %), {NONE} not "
    "measured"
)
_UNCERTAIN = 0.25
"""An interval that holds 1 and reaches so far from the ratio says nothing."""

_FINE = 1.995
"""Ratios below it are shown with two decimals."""
_COARSE = 9.95
"""And those above it with none."""


def figure(value: float, unit: Unit) -> str:
    """`12 ms`, `5.93 MB`, `22,966`."""
    if unit == "s":
        return duration(value)
    return size(value) if unit == "B" else f"{value:,.0f}"


def times(value: float) -> str:
    """`1.14×`, `4.1×`, `12×`."""
    decimals = 2 if value < _FINE else 1 if value < _COARSE else 0
    return f"{value:.{decimals}f}×"


def against(known: PriceList, variant: str, quantity: str) -> Estimate | None:
    """The ratio to the baseline; None where one of them was not measured."""
    own, base = known.of(variant, quantity), known.of(known.baseline, quantity)
    return ratio(own, base) if own and base else None


def cell(known: PriceList, variant: PricedVariant, quantity: str) -> str:
    """The baseline's figure; of others the ratio to it, or that no difference was seen."""
    own = known.of(variant.name, quantity)
    if own is None:
        return NONE
    if variant.name == known.baseline:
        return figure(own.median, own.unit)
    found = against(known, variant.name, quantity)
    if found is None or found.difference == "not known":
        return NONE
    if found.difference == "none seen":
        return UNSURE if uncertain(found) else SAME
    return times(found.median)


def uncertain(found: Estimate) -> bool:
    """Of a ratio in which no difference is seen: whether there might well be one."""
    return found.spread > _UNCERTAIN


def interval(found: Estimate) -> str:
    """`11.6× (9.9× to 14.4×)`."""
    return f"{times(found.median)} ({times(found.low)} to {times(found.high)})"


def differences(
    known: PriceList, variant: PricedVariant
) -> tuple[list[tuple[str, str]], list[str]]:
    """What is other than the baseline's, each with its figure, ratio and interval; what is not."""
    other: list[tuple[str, str]] = []
    same: list[str] = []
    for name in QUANTITIES:
        found = against(known, variant.name, name)
        if found is None or found.difference == "not known":
            continue
        if found.difference == "none seen" and not uncertain(found):
            same.append(name)
        else:
            own = known.of(variant.name, name)
            shown = figure(own.median, own.unit) if own else NONE
            told = f", {UNSURE}" if found.difference == "none seen" else ""
            other.append((name, f"{shown:>8}  {interval(found)}{told}"))
    return other, same


def in_order(known: PriceList) -> tuple[PricedVariant, ...]:
    """The baseline first, the others from the largest to the smallest; what could not be made
    last."""
    first = [each for each in known.variants if each.name == known.baseline]
    others = [each for each in known.priced if each.name != known.baseline]
    others.sort(key=lambda each: (-each.disk_bytes, each.name))
    return (*first, *others, *(each for each in known.variants if each.failed))
