"""The bandwidth below or above which a variant answers sooner than the baseline. Pure.

It depends on medians of several measurings, so its interval comes from a bootstrap: rounds are
drawn anew with replacement, the same for all variants, and what is computed of them varies as it
would from run to run. (B. Efron, R. Tibshirani: An Introduction to the Bootstrap, 13.3.)
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from slimgo.plan.price import quantities as q
from slimgo.plan.price.estimate import least_samples
from slimgo.plan.price.nothing import (
    FASTEST,
    PARTS,
    SLOWEST,
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
    """The bandwidth on whose one side a variant answers sooner than the baseline. SLOWEST and
    FASTEST stand for what lies beyond: links beyond them are not looked at."""

    sooner: Literal["below", "above"]
    megabits: float
    low: float
    high: float
    """The interval of 95 %."""

    @property
    def always(self) -> bool:
        """Whether it is sooner over every link that is looked at."""
        return self.sooner == "below" and self.low >= FASTEST

    @property
    def never(self) -> bool:
        return self.sooner == "below" and self.high <= SLOWEST


def break_evens(known: PriceList) -> Mapping[str, BreakEven]:
    """By variant, for all but the baseline whose parts were measured often enough."""
    parts = [each for each in known.series if each.quantity in PARTS]
    enough = least_samples()
    few = {each.quantity for each in parts if len(each.samples) < enough}
    if q.nothing_at(min(q.MEGABITS)) in few:
        return {}
    too_few = {each.variant for each in parts if len(each.samples) < enough}
    if known.baseline in too_few:
        return {}
    found = _signs(known, measured_medians(known))
    drawn = random.Random(known.seed)  # noqa: S311  no secret depends on it
    draws = [_signs(known, _redrawn(parts, drawn)) for _ in range(_DRAWS if found else 0)]
    return {
        name: _break_even(signs, [each[name] for each in draws])
        for name, signs in found.items()
        if name not in too_few
    }


@dataclass(frozen=True, kw_only=True)
class _Signs:
    """Where a variant is sooner than the baseline."""

    slow: bool
    """Over the slowest link."""
    fast: bool
    """Over the fastest."""
    crossing: float
    """Mbit/s between them; 0 where they do not cross."""

    def place(self, sooner: Literal["below", "above"]) -> float:
        """The end of that side, as near as this comes to having one."""
        if self.crossing and self.slow == (sooner == "below"):
            return self.crossing
        on_this_side = self.slow if sooner == "below" else self.fast
        all_of_it, nothing = (FASTEST, SLOWEST) if sooner == "below" else (SLOWEST, FASTEST)
        return all_of_it if on_this_side else nothing


def _break_even(signs: _Signs, draws: list[_Signs]) -> BreakEven:
    sooner: Literal["below", "above"] = "above" if signs.fast and not signs.slow else "below"
    ordered = sorted(each.place(sooner) for each in draws)
    outside = int(len(ordered) * _OUTSIDE)
    return BreakEven(
        sooner=sooner,
        megabits=signs.place(sooner),
        low=ordered[outside],
        high=ordered[-1 - outside],
    )


def _signs(known: PriceList, medians: Medians) -> Mapping[str, _Signs]:
    lines = computed(known, medians)
    base = lines.get(known.baseline)
    if base is None:
        return {}
    return {
        name: _Signs(
            slow=line.at(SLOWEST) < base.at(SLOWEST),
            fast=line.at(FASTEST) < base.at(FASTEST),
            crossing=crossing(line, base) or 0.0,
        )
        for name, line in lines.items()
        if name != known.baseline
    }


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
