"""Which round comes next: each thing often enough for an interval, then what is least certain.

A round measures each variant once, in an order drawn by the seed, so that whatever drifts or
disturbs meets all alike. What is known is all that decides: a run that was killed goes on.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slimgo.plan.price.estimate import CERTAIN, ratio
from slimgo.plan.price.measurings import PLENTY_SECONDS, Measuring
from slimgo.values.price import PricedVariant, PriceList

GIVE_UP = 3
"""So many failures of a variant, and it is not measured that way any more."""


@dataclass(frozen=True, kw_only=True)
class Round:
    """Each of these variants once, in this order."""

    measuring: Measuring
    number: int
    variants: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far a measuring has come."""

    measuring: Measuring
    number: int
    """Of the next round."""
    rounds: Mapping[str, int]
    """Of each variant but the baseline: how often it was measured so far, or failed to be."""
    spreads: Mapping[str, float]
    """Of each variant but the baseline: how far the interval of its ratio reaches that holds the
    true one with 99 %; infinite where there is none yet."""

    @property
    def open(self) -> tuple[str, ...]:
        """The variants whose ratio is not certain enough yet, and may become so."""
        return tuple(
            name
            for name, spread in self.spreads.items()
            if self.rounds[name] < self.measuring.least
            or (spread > self.measuring.spread and self.rounds[name] < self.measuring.most)
        )

    @property
    def fewest(self) -> int:
        """Rounds of the variant that has the fewest."""
        return min(self.rounds.values(), default=0)

    @property
    def widest(self) -> float:
        return max(self.spreads.values(), default=0.0)

    @property
    def done(self) -> bool:
        return not self.open


def standing(known: PriceList, measuring: Measuring) -> Standing:
    """Read off what was taken. Variants that fail again and again are left out."""
    taken = [
        (each.variant, number)
        for each in known.series
        if each.quantity == measuring.decides
        for number in each.rounds
    ]
    taken += [
        (each.variant, each.round) for each in known.failures if each.measuring == measuring.name
    ]
    names = [
        each.name
        for each in subjects(known, measuring)
        if each.name != known.baseline and known.failed(each.name, measuring.name) < GIVE_UP
    ]
    return Standing(
        measuring=measuring,
        number=max((number for _, number in taken), default=-1) + 1,
        rounds={name: len({number for of, number in taken if of == name}) for name in names},
        spreads={name: _spread(known, name, measuring.decides) for name in names},
    )


def subjects(known: PriceList, measuring: Measuring) -> tuple[PricedVariant, ...]:
    """The variants that are measured so, the baseline first."""
    priced = known.priced
    if not measuring.few or known.budget_seconds >= PLENTY_SECONDS:
        return priced
    smallest = min(priced, key=lambda each: each.sent_bytes)
    return tuple(each for each in priced if each.name in (known.baseline, smallest.name))


def next_round(
    known: PriceList,
    measurings: Sequence[Measuring],
    visit_seconds: Mapping[str, float],
    left_seconds: float,
) -> Round | None:
    """measurings: those that can be done here. visit_seconds: how long one variant took so far, by
    the measuring's name; one that has no entry is tried. left_seconds: of the budget.

    None where all is certain, or what is not does not fit into the budget any more.
    """
    rounds = (_next(known, standing(known, each)) for each in measurings)
    fitting = [
        (urgency, each)
        for urgency, each in filter(None, rounds)
        if len(each.variants) * visit_seconds.get(each.measuring.name, 0.0) <= left_seconds
    ]
    if left_seconds <= 0 or not fitting:
        return None
    return max(fitting, key=lambda pair: pair[0])[1]


def _next(known: PriceList, now: Standing) -> tuple[tuple[int, float], Round] | None:
    """The measuring's next round, and how urgent it is: what has too few rounds for an interval
    before everything else, then by how far off the goal is."""
    if now.done or known.failed(known.baseline, now.measuring.name) >= GIVE_UP:
        return None
    measuring = now.measuring
    lacking = 1 - now.fewest / measuring.least
    urgency = (1, lacking) if lacking > 0 else (0, now.widest / measuring.spread)
    return urgency, Round(
        measuring=measuring,
        number=now.number,
        variants=shuffled((known.baseline, *now.open), known.seed, measuring.name, now.number),
    )


def shuffled(names: Sequence[str], seed: int, measuring: str, number: int) -> tuple[str, ...]:
    """The order of a round, the same whenever it is asked for."""
    # not for secrets: anybody may draw the same order again
    drawn = random.Random(f"{seed} {measuring} {number}")  # noqa: S311
    return tuple(drawn.sample(names, len(names)))


def _spread(known: PriceList, variant: str, quantity: str) -> float:
    own, base = known.of(variant, quantity), known.of(known.baseline, quantity)
    # one that stops as soon as the interval of 95 % is narrow holds the truth less often than that
    found = ratio(own, base, CERTAIN) if own and base else None
    return found.spread if found and found.sure else math.inf
