"""A price list for a terminal: one table with small bars, what is lost, and the advice."""

from __future__ import annotations

from collections.abc import Iterator

from slimgo.report.layout import folded
from slimgo.report.price.advice import advice
from slimgo.report.price.cells import LEGEND, in_order
from slimgo.report.price.table import table
from slimgo.report.size import duration
from slimgo.values.price import PriceList


def text(known: PriceList, width: int | None = None) -> str:
    """width: a terminal's columns; None to show all columns and fold nothing."""
    intervals = "All intervals: --format details."
    lines = [*table(known, width), "", f"{legend(known)} {intervals}", ""]
    lines += [*_lost(known), *conclusion(known)]
    return "".join(f"{folded(line, width)}\n" for line in lines)


def legend(known: PriceList) -> str:
    """What stands in the table."""
    return f"Against {known.baseline}: medians of pairs. {LEGEND}."


def _lost(known: PriceList) -> Iterator[str]:
    """What each variant loses; those that lose the same are told together."""
    losers: dict[tuple[str, ...], list[str]] = {}
    for each in in_order(known):
        if each.lost:
            losers.setdefault(each.lost, []).append(each.name)
    for lost, names in losers.items():
        yield f"Lost by {', '.join(names)}: {', '.join(lost)}."
    yield from ("",) if losers else ()


def conclusion(known: PriceList) -> Iterator[str]:
    """The advice, and how far it can be trusted."""
    yield from advice(known)
    for told in known.not_measured:
        yield f"Not measured: {told.what}: {told.why}"
    for doubt in known.doubts:
        yield ": ".join(filter(None, (f"! {doubt.what}", doubt.why)))
        if doubt.cure:
            yield f"  → {doubt.cure}"
    yield f"Measured for {duration(known.spent_seconds)}, in an order drawn by seed {known.seed}."
