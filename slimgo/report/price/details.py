"""The same as text, and what each variant costs, with every figure and its interval."""

from __future__ import annotations

from collections.abc import Iterator

from slimgo.report.layout import folded
from slimgo.report.price.cells import differences, in_order
from slimgo.report.price.computed import computed_lines, held_against_measured
from slimgo.report.price.table import table
from slimgo.report.price.text import conclusion, legend
from slimgo.report.size import change, duration, exact
from slimgo.values.price import PricedVariant, PriceList


def details(known: PriceList, width: int | None = None) -> str:
    """width: a terminal's columns; None to show all columns and fold nothing."""
    lines = [*table(known, width), "", legend(known), *_variants(known), "", *conclusion(known)]
    return "".join(f"{folded(line, width)}\n" for line in lines)


def _variants(known: PriceList) -> Iterator[str]:
    computed = dict(computed_lines(known))
    for each in in_order(known):
        if each.name != known.baseline and not each.failed:
            yield ""
            yield from _costs(known, each)
            if each.name in computed:
                yield f"  from nothing, computed: {computed[each.name]}"
            if each.lost:
                yield f"  lost: {', '.join(each.lost)}"
    told = held_against_measured(known)
    yield from ("", told) if told else ()


def _costs(known: PriceList, variant: PricedVariant) -> Iterator[str]:
    base = next(each for each in known.variants if each.name == known.baseline)
    yield f"{variant.name}: {variant.does} ({variant.effect})"
    yield f"  disk   {exact(variant.disk_bytes)} ({change(variant.disk_bytes, base.disk_bytes)})"
    if variant.pull_bytes:
        sent = " · ".join(f"{exact(size_)} {way}" for way, size_ in variant.pull_bytes)
        yield f"  pull   {sent}"
    made = [f"built in {duration(variant.build_seconds)}"]
    made += [f"packed in {duration(variant.pack_seconds)}"] if variant.pack_seconds else []
    yield f"  made   {', '.join(made)}"
    other, same = differences(known, variant)
    names = max((len(name) for name, _ in other), default=0)
    yield from (f"  {name:<{names}}  {words}" for name, words in other)
    if same:
        yield f"  no difference seen: {', '.join(same)}"
