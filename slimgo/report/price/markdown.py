"""A price list for a pull request or a job's summary: one table, the advice, what is doubtful."""

from __future__ import annotations

from collections.abc import Iterator

from slimgo.plan.price import quantities as q
from slimgo.plan.price.nothing import FromNothing, from_nothing
from slimgo.report.price.advice import advice
from slimgo.report.price.cells import LEGEND, NONE, cell, in_order
from slimgo.report.size import change, duration, exact
from slimgo.values.price import PricedVariant, PriceList

_COLUMNS = (
    ("start", q.START),
    ("memory", q.PRIVATE),
    (f"{max(q.REPLICAS)} replicas", q.replicas(max(q.REPLICAS))),
    ("answers/s", q.THROUGHPUT),
)
_MEGABITS = 100
_MOST_BYTES = 50_000
"""GitHub takes 65,536 characters for a comment."""
_COMPUTED = "≈"
_CUT = "\n… and more: see the page.\n"


def markdown(known: PriceList, _: int | None = None) -> str:
    """Under 60 kB, whatever is in it."""
    whole = "".join(f"{line}\n" for line in _lines(known))
    encoded = whole.encode()
    if len(encoded) <= _MOST_BYTES:
        return whole
    return encoded[:_MOST_BYTES].decode(errors="ignore") + _CUT


def _lines(known: PriceList) -> Iterator[str]:
    yield f"### {_text(known.program)}: what each byte saved costs"
    yield ""
    yield from table_lines(known)
    yield ""
    yield from (f"- {_text(each)}" for each in advice(known))
    for doubt in known.doubts:
        yield f"- ⚠ {_text(doubt.what)}"


def table_lines(known: PriceList) -> Iterator[str]:
    """The table, and what stands in it."""
    names = (head for head, _ in _COLUMNS)
    nothing = f"from nothing at {q.link(_MEGABITS)}"
    heads = ("variant", "disk", "pull", *names, nothing, "lost")
    lines = from_nothing(known)
    yield f"| {' | '.join(heads)} |"
    yield "|" + "---|" * len(heads)
    for each in in_order(known):
        yield f"| {' | '.join(_row(known, each, len(heads), lines.get(each.name)))} |"
    yield ""
    yield (
        f"Against {known.baseline}: medians of pairs; {LEGEND}, {_COMPUTED} computed from measured "
        "parts."
    )


def _row(
    known: PriceList, variant: PricedVariant, width: int, line: FromNothing | None
) -> tuple[str, ...]:
    name = _text(variant.name)
    if variant.failed:
        return (name, f"✗ {_text(variant.failed)}", *[""] * (width - 2))
    base = next(each for each in known.variants if each.name == known.baseline)
    disk = exact(variant.disk_bytes)
    disk += "" if variant == base else f" ({change(variant.disk_bytes, base.disk_bytes)})"
    return (
        name,
        disk,
        exact(variant.sent_bytes) if variant.pull_bytes else NONE,
        *(cell(known, variant, quantity) for _, quantity in _COLUMNS),
        _from_nothing(known, variant, line),
        ", ".join(variant.lost) or "nothing",
    )


def _from_nothing(known: PriceList, variant: PricedVariant, line: FromNothing | None) -> str:
    """As measured; else as computed."""
    taken = known.of(variant.name, q.nothing_at(_MEGABITS))
    if taken:
        return duration(taken.median)
    return f"{_COMPUTED} {duration(line.at(_MEGABITS))}" if line else NONE


_ESCAPED = str.maketrans(
    {**{char: f"\\{char}" for char in "\\`*_{}[]|#~"}, "<": "&lt;", ">": "&gt;", "&": "&amp;"}
)


def _text(words: str) -> str:
    """In one line, and inert: neither Markdown nor HTML reads anything out of it."""
    return " ".join(words.split()).translate(_ESCAPED)
