"""The bandwidth below which a variant answers sooner than the baseline. Pure.

It depends on medians of several measurings, so its interval comes from a bootstrap: rounds are
drawn anew with replacement, the same for all variants, and what is computed of them varies as it
would from run to run. (B. Efron, R. Tibshirani: An Introduction to the Bootstrap, 13.3.)
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Mapping
from dataclasses import dataclass

from slimgo.plan.price.nothing import (
    FASTEST,
    PARTS,
    SLOWEST,
    FromNothing,
    Medians,
    computed,
    crossing,
    measured_medians,
)
from slimgo.values.price import PriceList, Series

_DRAWS = 400
_OUTSIDE = 0.025
"""Of the draws, on each side of the interval: it holds 95 %."""


@dataclass(frozen=True, kw_only=True)
class BreakEven:
    """Below so many Mbit/s a variant answers sooner than the baseline. SLOWEST stands for never,
    FASTEST for always: links beyond them were not looked at."""

    megabits: float
    low: float
    high: float
    """The interval of 95 %."""

    @property
    def always(self) -> bool:
        return self.low >= FASTEST

    @property
    def never(self) -> bool:
        return self.high <= SLOWEST


def break_evens(known: PriceList) -> Mapping[str, BreakEven]:
    """By variant, for all but the baseline whose parts were measured."""
    found = _crossings(known, measured_medians(known))
    drawn = random.Random(known.seed)  # noqa: S311  no secret depends on it
    parts = [each for each in known.series if each.quantity in PARTS]
    draws = [_crossings(known, _redrawn(parts, drawn)) for _ in range(_DRAWS if found else 0)]
    return {name: _break_even(at, [each[name] for each in draws]) for name, at in found.items()}


def _break_even(megabits: float, draws: list[float]) -> BreakEven:
    ordered = sorted(draws)
    outside = int(len(ordered) * _OUTSIDE)
    return BreakEven(megabits=megabits, low=ordered[outside], high=ordered[-1 - outside])


def _crossings(known: PriceList, medians: Medians) -> Mapping[str, float]:
    lines = computed(known, medians)
    base = lines.get(known.baseline)
    if base is None:
        return {}
    return {name: _below(line, base) for name, line in lines.items() if name != known.baseline}


def _below(line: FromNothing, base: FromNothing) -> float:
    found = crossing(line, base)
    if found is None:
        return FASTEST if line.at(SLOWEST) < base.at(SLOWEST) else SLOWEST
    # sooner over fast links alone: there is no bandwidth below which it is
    return found if line.at(SLOWEST) < base.at(SLOWEST) else SLOWEST


def _redrawn(series: list[Series], drawn: random.Random) -> Medians:
    """Medians of as many rounds of each quantity, drawn with replacement."""
    medians: dict[tuple[str, str], float] = {}
    for quantity in PARTS:
        of_it = [each for each in series if each.quantity == quantity]
        rounds = sorted({number for each in of_it for number in each.rounds})
        chosen = drawn.choices(rounds, k=len(rounds)) if rounds else []
        for each in of_it:
            taken = dict(zip(each.rounds, each.samples, strict=True))
            samples = [taken[number] for number in chosen if number in taken]
            # of a variant with few rounds none may have been drawn
            medians[each.variant, quantity] = statistics.median(samples or each.samples)
    return medians
