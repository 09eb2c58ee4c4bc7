"""One sentence for each use: which variant, and why it."""

from __future__ import annotations

from collections.abc import Iterator

from slimgo.plan.price import quantities as q
from slimgo.plan.price.break_even import break_evens
from slimgo.plan.price.estimate import ratio
from slimgo.plan.price.nothing import from_nothing
from slimgo.report.price.computed import sooner
from slimgo.report.size import change, duration, exact, size
from slimgo.values.price import PricedVariant, PriceList

_GIB = 1 << 30


def advice(known: PriceList) -> tuple[str, ...]:
    """Of what may be chosen without being asked for by name."""
    usual = [each for each in known.priced if not each.only_by_name]
    if not usual:
        return ()
    return tuple(
        sentence
        for kind in (_smallest, _fastest, _replicas, _nothing_lost)
        for sentence in kind(known, usual)
    )


def _smallest(known: PriceList, usual: list[PricedVariant]) -> Iterator[str]:
    best = min(usual, key=lambda each: each.disk_bytes)
    base = _baseline(known)
    saved = f", {change(best.disk_bytes, base.disk_bytes)}" if best != base else ""
    yield f"Smallest disk: {best.name}, {exact(best.disk_bytes)}{saved}."


def _fastest(known: PriceList, usual: list[PricedVariant]) -> Iterator[str]:
    """At each bandwidth that was tried; and below which one the smallest pull is sooner than the
    baseline."""
    lines = from_nothing(known)
    able = [each for each in usual if each.name in lines]
    if not able:
        return
    for megabits in q.MEGABITS:
        computed, best = min(
            ((lines[each.name].at(megabits), each) for each in able), key=lambda pair: pair[0]
        )
        name = q.nothing_at(megabits)
        taken = known.of(best.name, name)
        seconds = duration(taken.median if taken else computed)
        how = "measured" if taken else "computed from measured parts"
        where = name.rpartition(" at ")[2]
        yield f"Fastest from nothing at {where}: {best.name}, {seconds} ({how})."
    small, base = min(usual, key=lambda each: each.sent_bytes), _baseline(known)
    found = break_evens(known).get(small.name)
    if found and not found.never:
        yield (f"{small.name} answers {sooner(found, base.name)}; computed from measured parts.")


def _replicas(known: PriceList, usual: list[PricedVariant]) -> Iterator[str]:
    """Of those that no difference was seen between, the one with the smallest file."""
    most, fewest = q.replicas(max(q.REPLICAS)), q.replicas(min(q.REPLICAS))
    taken = {each.name: each for each in usual if known.of(each.name, most)}
    if not taken:
        return
    least = min(taken, key=lambda name: _median(known, name, most))
    best = min(
        (each for each in taken.values() if not _differ(known, each.name, least, most)),
        key=lambda each: each.disk_bytes,
    )
    further = _median(known, best.name, most) - _median(known, best.name, fewest)
    further /= max(q.REPLICAS) - min(q.REPLICAS)
    if further > 0:
        yield (
            f"Most replicas a node: {best.name}, {size(further)} for each further one; "
            f"1 GiB holds {_GIB // further:,.0f}."
        )


def _median(known: PriceList, variant: str, quantity: str) -> float:
    taken = known.of(variant, quantity)
    return taken.median if taken else 0.0


def _differ(known: PriceList, variant: str, other: str, quantity: str) -> bool:
    one, two = known.of(variant, quantity), known.of(other, quantity)
    found = ratio(one, two) if one and two and variant != other else None
    return found is not None and found.difference != "none seen"


def _nothing_lost(_: PriceList, usual: list[PricedVariant]) -> Iterator[str]:
    whole = [each for each in usual if not each.lost]
    if whole:
        best = min(whole, key=lambda each: each.disk_bytes)
        yield f"Nothing lost: {best.name}, {size(best.disk_bytes)}."


def _baseline(known: PriceList) -> PricedVariant:
    return next(each for each in known.variants if each.name == known.baseline)
