"""A price list as one table with small bars, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from slimgo.plan.price import quantities as q
from slimgo.report.price.cells import NONE, cell, in_order
from slimgo.report.size import size
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


def table(known: PriceList, width: int | None) -> Iterator[str]:
    """Its lines. width: a terminal's columns; None to show all columns of the table."""
    variants = in_order(known)
    made = [each for each in variants if not each.failed]
    most = max((each.disk_bytes for each in made), default=1)
    names = _name_columns(variants, width)
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
    yield from _row("", [head for head, _ in shown], names, widths)
    for index, each in enumerate(made):
        yield from _row(each.name, [cells[index] for _, cells in shown], names, widths)
    for each in variants[len(made) :]:
        yield f"{each.name:<{names}}{_GAP}✗ {each.failed}"


def _name_columns(variants: Sequence[PricedVariant], width: int | None) -> int:
    """Columns for names: of those that leave half of the width to figures."""
    lengths = [len(each.name) for each in variants]
    return max((each for each in lengths if width is None or each <= width / 2), default=0)


def _row(name: str, cells: list[str], names: int, widths: list[int]) -> Iterator[str]:
    """A name that is longer has a line to itself."""
    if len(name) > names:
        yield name
        name = ""
    if cells:
        first, *rest = (f"{each:<{width}}" for each, width in zip(cells, widths, strict=True))
        aligned = [first, *(each.strip().rjust(len(each)) for each in rest)]
        yield _GAP.join((f"{name:<{names}}", *aligned)).rstrip()


def _disk(variant: PricedVariant, most: int) -> str:
    return f"{size(variant.disk_bytes):>7} {bar(variant.disk_bytes / most)}"


def bar(part: float) -> str:
    """A part of 1 as so many blocks, in eighths."""
    eighths = round(part * _BAR * 8)
    return _EIGHTHS[8] * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")


def _pull(variant: PricedVariant) -> str:
    return size(variant.sent_bytes) if variant.pull_bytes else NONE
