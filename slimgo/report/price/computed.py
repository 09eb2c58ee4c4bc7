"""The first answer from nothing, computed from measured parts: in words, and as a table."""

from __future__ import annotations

from collections.abc import Iterator

from slimgo.plan.price.break_even import BreakEven, break_evens
from slimgo.plan.price.nothing import FASTEST, SLOWEST, from_nothing
from slimgo.plan.price.quantities import MEGABITS, link, nothing_at
from slimgo.report.price.cells import NONE, in_order
from slimgo.report.price.markup import Node, tag
from slimgo.report.size import duration
from slimgo.values.price import PriceList


def sooner(found: BreakEven, base: str) -> str:
    """`sooner than plain below 812 Mbit/s (640 Mbit/s to 1 Gbit/s)`."""
    if found.never or found.always:
        word = "later" if found.never else "sooner"
        return f"{word} than {base} over each link from {link(SLOWEST)} to {link(FASTEST)}"
    ends = f"{_end(found.low)} to {_end(found.high)}"
    return f"sooner than {base} {found.sooner} {link(found.megabits)} ({ends})"


def _end(megabits: float) -> str:
    if megabits >= FASTEST:
        return f"{link(FASTEST)} and more"
    return f"{link(SLOWEST)} and less" if megabits <= SLOWEST else link(megabits)


def computed_lines(known: PriceList) -> Iterator[tuple[str, str]]:
    """(variant, what is computed for it), for those whose parts were measured."""
    evens = break_evens(known)
    for name, line in from_nothing(known).items():
        told = [f"{duration(line.at(each))} at {link(each)}" for each in MEGABITS]
        told += [sooner(evens[name], known.baseline)] if name in evens else []
        yield name, ", ".join(told)


def held_against_measured(known: PriceList) -> str:
    """What the model says beside what was measured where it was not fitted; empty where nothing
    was."""
    fastest = max(MEGABITS)
    pairs = [
        f"{name} {duration(line.at(fastest))} for {duration(taken.median)}"
        for name, line in from_nothing(known).items()
        if (taken := known.of(name, nothing_at(fastest)))
    ]
    return f"At {link(fastest)}, computed for measured: {', '.join(pairs)}." if pairs else ""


def _seconds(value: float) -> Node:
    return tag("td", duration(value), data_value=repr(value))


def computed_table(known: PriceList) -> Node:
    """Of a page: at each bandwidth that was tried, and where it changes places with the
    baseline."""
    lines, evens = from_nothing(known), break_evens(known)
    heads = ("variant", *(f"at {link(each)}" for each in MEGABITS), f"against {known.baseline}")
    rows = (
        tag(
            "tr",
            tag("th", each.name, scope="row"),
            *(_seconds(lines[each.name].at(megabits)) for megabits in MEGABITS),
            tag("td", sooner(evens[each.name], known.baseline) if each.name in evens else NONE),
        )
        for each in in_order(known)
        if each.name in lines
    )
    return tag(
        "table",
        tag("caption", "Computed from measured parts, with the interval of 95 %"),
        tag("thead", tag("tr", *(tag("th", each, scope="col") for each in heads))),
        tag("tbody", *rows),
    )
