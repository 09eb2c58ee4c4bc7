"""A price list for a terminal: one table with small bars, then what each variant costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from slimgo.plan.price import quantities as q
from slimgo.report.layout import folded
from slimgo.report.price.advice import advice
from slimgo.report.price.cells import NONE, SAME, cell, differences, in_order
from slimgo.report.size import change, duration, exact, size
from slimgo.values.price import PricedVariant, PriceList

_GAP = "  "
_BAR = 6
_EIGHTHS = " ▏▎▍▌▋▊▉█"


@dataclass(frozen=True, kw_only=True)
class _Column:
    """One quantity in the table."""

    head: str
    quantity: str


_COLUMNS = (
    _Column(head="start", quantity=q.START),
    _Column(head="memory", quantity=q.PRIVATE),
    _Column(head="answers/s", quantity=q.THROUGHPUT),
    _Column(head="8 replicas", quantity=q.replicas(8)),
    _Column(head="p99", quantity=q.LATENCY_99),
    _Column(head="one CPU", quantity=q.START_ONE_CPU),
    _Column(head="cold", quantity=q.START_COLD),
    _Column(head="container", quantity=q.START_CONTAINER),
    _Column(head="from nothing", quantity=q.NOTHING),
    _Column(head="peak", quantity=q.PEAK),
)
"""The most wanted first: a narrow terminal shows those that fit."""


def text(known: PriceList, width: int | None = None) -> str:
    """width: a terminal's columns; None to show all columns and fold nothing."""
    lines = [*_table(known, width), "", *_sentences(known)]
    return "".join(f"{folded(line, width)}\n" for line in lines)


def _table(known: PriceList, width: int | None) -> Iterator[str]:
    variants = in_order(known)
    made = [each for each in variants if not each.failed]
    most = max((each.disk_bytes for each in made), default=1)
    names = max(len(each.name) for each in variants)
    columns = [("disk", [_disk(each, most) for each in made]), ("pull", [*map(_pull, made)])]
    columns += [(each.head, [cell(known, one, each.quantity) for one in made]) for each in _COLUMNS]
    columns = [each for each in columns if {*each[1]} != {NONE}]
    shown, used = [], names
    for head, cells in columns:
        needs = len(_GAP) + max(len(head), *map(len, cells))
        if width is not None and used + needs > width:
            break
        used += needs
        shown.append((head, cells))
    widths = [max(len(head), *map(len, cells)) for head, cells in shown]
    yield _row("", [head for head, _ in shown], names, widths)
    for index, each in enumerate(made):
        yield _row(each.name, [cells[index] for _, cells in shown], names, widths)
    for each in variants[len(made) :]:
        yield f"{each.name:<{names}}{_GAP}✗ {each.failed}"


def _row(name: str, cells: list[str], names: int, widths: list[int]) -> str:
    first, *rest = (f"{each:<{width}}" for each, width in zip(cells, widths, strict=True))
    aligned = [first, *(each.strip().rjust(len(each)) for each in rest)]
    return _GAP.join((f"{name:<{names}}", *aligned)).rstrip()


def _disk(variant: PricedVariant, most: int) -> str:
    return f"{size(variant.disk_bytes):>7} {bar(variant.disk_bytes / most)}"


def bar(part: float) -> str:
    """A part of 1 as so many blocks, in eighths."""
    eighths = round(part * _BAR * 8)
    return _EIGHTHS[8] * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")


def _pull(variant: PricedVariant) -> str:
    return size(variant.sent_bytes) if variant.pull_bytes else NONE


def _sentences(known: PriceList) -> Iterator[str]:
    base = known.baseline
    yield (
        f"Against {base}: medians of pairs, with intervals of 95 %. {SAME} is no difference seen, "
        f"{NONE} not measured."
    )
    for each in in_order(known):
        if each.name != base and not each.failed:
            yield from _costs(known, each)
    yield ""
    yield from advice(known)
    for told in known.not_measured:
        yield f"Not measured: {told.what}: {told.why}"
    for doubt in known.doubts:
        yield ": ".join(filter(None, (f"! {doubt.what}", doubt.why)))
        if doubt.cure:
            yield f"  → {doubt.cure}"
    yield (f"Measured for {duration(known.spent_seconds)}, in an order drawn by seed {known.seed}.")


def _costs(known: PriceList, variant: PricedVariant) -> Iterator[str]:
    base = next(each for each in known.variants if each.name == known.baseline)
    yield ""
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
    if variant.lost:
        yield f"  lost: {', '.join(variant.lost)}"
