"""The first answer from nothing at any bandwidth, from measured parts. Pure.

A pull reads, unpacks and writes at once, so the slower of the two decides:

    seconds = wait + max(transfer, unpacking)

`transfer` is the pull's bits over what a link carries of them; `unpacking` what a pull without a
limit takes beyond `wait`. `wait` is the rest (the puller's start, the questions before the first
byte, the program's start), taken from the variants that were measured over the slowest link: there
the transfer decides.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from functools import partial
from itertools import pairwise

from slimgo.plan.price import quantities as q
from slimgo.plan.price.estimate import estimate
from slimgo.values.estimate import Estimate
from slimgo.values.price import BEST_GZIP, PricedVariant, PriceList

CARRIED = 1448 / 1514
"""Of an Ethernet link's bits, what TCP's segments carry with usual headers: bytes of 1,514."""

_MEGA = 1_000_000
_LOW, _HIGH = 1.0, 10_000.0
_STEPS = 60
BANDWIDTHS = tuple(_LOW * (_HIGH / _LOW) ** (step / _STEPS) for step in range(_STEPS + 1))
"""Mbit/s that a curve is drawn over."""


def transfer_seconds(pull_bytes: int, megabits: float) -> float:
    """Of so many bytes over a link of so many Mbit/s."""
    return pull_bytes * 8 / (megabits * _MEGA * CARRIED)


def from_nothing(known: PriceList, variant: PricedVariant) -> Callable[[float], float] | None:
    """Mbit/s -> seconds; None where the parts were not measured. The image is compressed as our
    own layout is (best gzip)."""
    unlimited = known.of(variant.name, q.NOTHING)
    start = known.of(variant.name, q.START)
    pull = variant.pull(BEST_GZIP)
    waits = tuple(_waits(known))
    if unlimited is None or start is None or pull is None or not waits:
        return None
    wait = _own_wait(known, variant) or statistics.median(waits) + start.median
    unpacking = max(unlimited.median - wait, 0.0)
    return lambda megabits: wait + max(transfer_seconds(pull, megabits), unpacking)


def _own_wait(known: PriceList, variant: PricedVariant) -> float:
    """Of a variant that was measured over the slowest link; 0 for another."""
    slowest = min(q.MEGABITS)
    taken = known.of(variant.name, q.nothing_at(slowest))
    pull = variant.pull(BEST_GZIP)
    if taken is None or pull is None:
        return 0.0
    return max(taken.median - transfer_seconds(pull, slowest), 0.0)


def _waits(known: PriceList) -> list[float]:
    """What came before the program's own start, for each that was measured."""
    found = []
    for each in known.priced:
        own, start = _own_wait(known, each), known.of(each.name, q.START)
        if own and start:
            found.append(max(own - start.median, 0.0))
    return found


def break_even(known: PriceList, one: PricedVariant, other: PricedVariant) -> Estimate | None:
    """The Mbit/s below which the one with fewer bytes answers first: an estimate over the rounds in
    which both starts were measured. None where one of them answers first at every bandwidth, or the
    parts were not measured."""
    first, second = from_nothing(known, one), from_nothing(known, other)
    starts = known.of(one.name, q.START), known.of(other.name, q.START)
    if first is None or second is None or starts[0] is None or starts[1] is None:
        return None
    medians = starts[0].median, starts[1].median
    others = dict(zip(starts[1].rounds, starts[1].samples, strict=True))
    found = []
    for turn, sample in zip(starts[0].rounds, starts[0].samples, strict=True):
        if turn in others:
            shift = (sample - medians[0]) - (others[turn] - medians[1])
            crossing = _crossing(partial(_ahead, first, second, shift))
            if crossing:
                found.append(crossing)
    paired = sum(turn in others for turn in starts[0].rounds)
    # a crossing in most rounds, or there is none
    return estimate(found) if found and len(found) > paired / 2 else None


def _ahead(
    first: Callable[[float], float], second: Callable[[float], float], by: float, megabits: float
) -> float:
    """How many seconds the first is behind the second, where its start takes so much longer."""
    return first(megabits) - second(megabits) + by


def _crossing(difference: Callable[[float], float]) -> float:
    """Where the difference changes its sign, in Mbit/s; 0 where it does not."""
    for low, high in pairwise(BANDWIDTHS):
        if difference(low) * difference(high) < 0:
            return _between(difference, low, high)
    return 0.0


def _between(difference: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if difference(low) * difference(middle) < 0 else (middle, high)
    return (low + high) / 2
