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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from slimgo.plan.price import quantities as q
from slimgo.values.price import BEST_GZIP, PriceList

CARRIED = 1448 / 1514
"""Of an Ethernet link's bits, what TCP's segments carry with usual headers: bytes of 1,514."""

_MEGA = 1_000_000
SLOWEST, FASTEST = 1.0, 10_000.0
_STEPS = 60
BANDWIDTHS = tuple(SLOWEST * (FASTEST / SLOWEST) ** (step / _STEPS) for step in range(_STEPS + 1))
"""Mbit/s that a curve is drawn over."""

PARTS = (q.START, q.NOTHING, q.nothing_at(min(q.MEGABITS)))
"""The quantities that it is computed from."""

Medians = Mapping[tuple[str, str], float]
"""(variant, quantity) -> median of what was measured, in its unit."""


@dataclass(frozen=True, kw_only=True)
class FromNothing:
    """What the first answer of a variant takes, in its parts."""

    wait_seconds: float
    transfer_seconds: float
    """Over a link of 1 Mbit/s."""
    unpacking_seconds: float

    def at(self, megabits: float) -> float:
        """Seconds over a link of so many Mbit/s."""
        return self.wait_seconds + max(self.transfer_seconds / megabits, self.unpacking_seconds)


def transfer_seconds(pull_bytes: int, megabits: float) -> float:
    """Of so many bytes over a link of so many Mbit/s."""
    return pull_bytes * 8 / (megabits * _MEGA * CARRIED)


def from_nothing(known: PriceList) -> Mapping[str, FromNothing]:
    """By variant, for those whose parts were measured. Images are compressed as our own layout is
    (best gzip)."""
    return computed(known, measured_medians(known))


def measured_medians(known: PriceList) -> Medians:
    """Of the parts."""
    return {
        (each.variant, each.quantity): each.median
        for each in known.series
        if each.quantity in PARTS
    }


def computed(known: PriceList, medians: Medians) -> Mapping[str, FromNothing]:
    """The same from these medians."""
    slowest = min(q.MEGABITS)
    own_waits: dict[str, float] = {}
    beside_start: list[float] = []
    for each in known.priced:
        taken, pull = medians.get((each.name, q.nothing_at(slowest))), each.pull(BEST_GZIP)
        start = medians.get((each.name, q.START))
        if taken is not None and pull is not None:
            own_waits[each.name] = max(taken - transfer_seconds(pull, slowest), 0.0)
            if start is not None:
                beside_start.append(max(own_waits[each.name] - start, 0.0))
    if not beside_start:
        return {}
    usual = statistics.median(beside_start)
    return dict(_each(known, medians, own_waits, usual))


def _each(
    known: PriceList, medians: Medians, own_waits: Mapping[str, float], usual: float
) -> Iterator[tuple[str, FromNothing]]:
    """usual: what is waited for beside the program's own start, in seconds."""
    for each in known.priced:
        unlimited, start = (medians.get((each.name, name)) for name in (q.NOTHING, q.START))
        pull = each.pull(BEST_GZIP)
        if unlimited is None or start is None or pull is None:
            continue
        wait = own_waits.get(each.name) or usual + start
        yield (
            each.name,
            FromNothing(
                wait_seconds=wait,
                transfer_seconds=transfer_seconds(pull, 1),
                unpacking_seconds=max(unlimited - wait, 0.0),
            ),
        )


def crossing(one: FromNothing, other: FromNothing) -> float | None:
    """The Mbit/s at which both take as long; the slowest link's where there are several, None where
    there is none. Both are made of straight lines over seconds a bit."""
    corners = [1 / SLOWEST, 1 / FASTEST]
    for each in (one, other):
        if each.unpacking_seconds:
            corner = each.unpacking_seconds / each.transfer_seconds
            corners += [corner] if corners[1] < corner < corners[0] else []
    for left, right in pairwise(sorted(corners, reverse=True)):
        before, after = (one.at(1 / each) - other.at(1 / each) for each in (left, right))
        if before * after < 0:
            return 1 / (left + (right - left) * before / (before - after))
    return None
