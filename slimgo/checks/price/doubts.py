"""What makes figures less certain than they look: each with its cause and its remedy."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from slimgo.plan.price import quantities as q
from slimgo.plan.price.estimate import ratio
from slimgo.values.measurement import Load
from slimgo.values.price import Doubt, PriceList, Series

_FAR = 3.0
"""A sample so many times as long as the median was disturbed."""
_MANY = 0.05
"""Part of the samples that may be."""
_DRIFT = 1.2
"""The machine changed its speed where one half of the rounds took so many times the other's."""
_MANY_WAITS = 5
"""Starts that waited for the disk, before that is told: single ones happen."""
_HALVES = 8
"""Samples that halves are compared of, at least."""
_GREW = 4.0
_GREW_BYTES = 32 << 20
"""A program leaks that holds so many times as much, and so much more, after 10,000 requests."""
_NEAR = 0.1
"""How far the ratio of a start may be known, as a part of it."""


def doubts(known: PriceList, load: Load, *, disk_waits: int = 0) -> tuple[Doubt, ...]:
    """load: of the machine, before anything was measured. disk_waits: starts that waited for the
    disk, though what they read had been read before."""
    return tuple(
        doubt
        for kind in (
            *(_busy(load), _cold(disk_waits), _disturbed(known), _drifted(known)),
            *(_leaks(known), _failed(known)),
        )
        for doubt in kind
    ) + tuple(_uncertain(known))


def _busy(load: Load) -> Iterator[Doubt]:
    if load.busy:
        yield Doubt(
            what=f"the machine was busy: load {load.average:.1f} on {load.cpus} CPUs",
            why="times are longer than at rest, and vary more; ratios are less touched",
            cure="end what else runs, and measure anew with --recheck",
        )


def _cold(disk_waits: int) -> Iterator[Doubt]:
    if disk_waits >= _MANY_WAITS:
        yield Doubt(
            what=f"{disk_waits} starts waited for the disk",
            why="what they read had gone from memory: something else needs it",
            cure="end what else runs, and measure anew with --recheck",
        )


def _disturbed(known: PriceList) -> Iterator[Doubt]:
    for each in known.series:
        median = each.median
        far = sum(sample > _FAR * median for sample in each.samples)
        if each.unit == "s" and far > _MANY * len(each.samples) and far > 1:
            yield Doubt(
                what=f"{each.quantity} of {each.variant}: {far} of {len(each.samples)} samples are "
                f"over {_FAR:g} times the median",
                why="something else ran meanwhile; medians hold against it",
                cure="end what else runs, and measure anew with --recheck",
            )


def _drifted(known: PriceList) -> Iterator[Doubt]:
    """By the baseline's starts: whatever changes with time changes them."""
    taken = known.of(known.baseline, q.START)
    if taken is None or len(taken.samples) < _HALVES:
        return
    middle = len(taken.samples) // 2
    first, second = (
        statistics.median(half) for half in (taken.samples[:middle], taken.samples[middle:])
    )
    if max(first, second) > _DRIFT * min(first, second):
        yield Doubt(
            what=f"the machine changed its speed: starts took {first * 1000:.1f} ms, and "
            f"{second * 1000:.1f} ms later",
            why="throttling, or other work on the same hardware; pairs cancel it, single times do "
            "not",
            cure="keep to the ratios, or measure anew with --recheck",
        )


def _leaks(known: PriceList) -> Iterator[Doubt]:
    for each in known.priced:
        before, after = known.of(each.name, q.PRIVATE), known.of(each.name, q.PRIVATE_LOADED)
        if before and after and _grew(before, after):
            yield Doubt(
                what=f"{each.name} holds {after.median / before.median:.0f} times as much memory "
                "after 10,000 requests",
                why="it keeps what it was asked, or its garbage was not collected yet",
                cure="start it with net/http/pprof in it, and compare two heap profiles",
            )


def _grew(before: Series, after: Series) -> bool:
    grown = after.median > _GREW * before.median
    return grown and after.median - before.median > _GREW_BYTES


def _failed(known: PriceList) -> Iterator[Doubt]:
    paths = {each.name: each.path for each in known.variants}
    seen: dict[tuple[str, str], list[str]] = {}
    for each in known.failures:
        seen.setdefault((each.variant, each.measuring), []).append(each.why)
    for (variant, measuring), reasons in seen.items():
        yield Doubt(
            what=f"{variant} did not answer {len(reasons)} times: {measuring}",
            why=reasons[-1],
            cure=f"slimgo check {paths[variant]}",
        )


def _uncertain(known: PriceList) -> Iterator[Doubt]:
    spreads: dict[str, tuple[float, int]] = {}
    for each in known.priced:
        own, base = known.of(each.name, q.START), known.of(known.baseline, q.START)
        found = ratio(own, base) if own and base and each.name != known.baseline else None
        if found and found.sure and found.spread > _NEAR:
            spreads[each.name] = found.spread, found.count
    if not spreads:
        return
    worst = max(spreads, key=lambda name: spreads[name])
    spread, count = spreads[worst]
    others = f", and of {len(spreads) - 1} more beyond ±10 %" if len(spreads) > 1 else ""
    yield Doubt(
        what=f"the start of {worst} is known to ±{spread * 100:.0f} % only{others}",
        why=f"after {count} pairs the budget was spent, or the machine is restless",
        cure="give it a longer --budget, on a machine at rest: it goes on from here",
    )
