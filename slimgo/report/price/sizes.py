"""The picture of the sizes: what the bytes of each variant are, and what a pull transfers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slimgo.report.price.axes import Scale, horizontal, round_up
from slimgo.report.price.canvas import BELOW, KEY_ROW, NAMES, ROW, TOP, WIDTH, row_name
from slimgo.report.price.cells import in_order
from slimgo.report.price.markup import Node, svg, tag
from slimgo.report.size import size
from slimgo.values.price import PARTS, Part, PricedVariant, PriceList, Reference

_KEYS_A_ROW = 4


def sizes(known: PriceList) -> Node:
    """Bytes on the disk, a bar each, stacked by what they are; below it what a pull transfers."""
    made = [each for each in in_order(known) if not each.failed]
    told = known.references
    most = round_up(max((*(one.disk_bytes for one in made), *(one.size_bytes for one in told))))
    shown = [part for part in PARTS if any(part in dict(each.parts) for each in made)]
    keys = [("pull", "in a pull (best gzip)"), *((part_class(part), part) for part in shown)]
    keys += [("told", told[0].source.partition(":")[0])] if told else []
    top = TOP + KEY_ROW * ((len(keys) - 1) // _KEYS_A_ROW)
    bottom = top + ROW * (len(made) + len(told))
    across = Scale(low=0, high=most, start=NAMES, end=WIDTH - 90)
    bars = (*(_bar(each, across) for each in made), *(_told(each, across) for each in told))
    rows = (
        tag("g", *bar, transform=f"translate(0 {top + ROW * row})") for row, bar in enumerate(bars)
    )
    axis = horizontal(across, bottom + 4, "bytes", size)
    return svg(WIDTH, bottom + BELOW, "Sizes of the variants", _colour_key(keys), rows, axis)


def _bar(variant: PricedVariant, across: Scale) -> Iterator[Node]:
    yield row_name(variant.name, 15)
    left = 0
    for part, count in variant.parts or (("rest", variant.disk_bytes),):
        x = across.at(left)
        wide = across.at(left + count) - x
        title = tag("title", f"{part}: {size(count)}")
        yield tag("rect", title, class_=part_class(part), x=x, y=2, width=wide, height=13)
        left += count
    if variant.pull_bytes:
        title = tag("title", f"in a pull: {size(variant.sent_bytes)}")
        wide = across.at(variant.sent_bytes) - NAMES
        yield tag("rect", title, class_="pull", x=NAMES, y=16, width=wide, height=5)
    end = across.at(variant.disk_bytes)
    yield tag("text", size(variant.disk_bytes), class_="label", x=end + 6, y=15)


def _told(other: Reference, across: Scale) -> Iterator[Node]:
    yield row_name(other.name, 15)
    end = across.at(other.size_bytes)
    title = tag("title", other.source)
    yield tag("rect", title, class_="told", x=NAMES, y=2, width=end - NAMES, height=18)
    yield tag("text", size(other.size_bytes), class_="label", x=end + 6, y=15)


def part_class(part: Part) -> str:
    """Of the style sheet: its colour."""
    return f"part p{PARTS.index(part)}"


def _colour_key(keys: Sequence[tuple[str, str]]) -> Iterator[Node]:
    """(class, words), so many in a line."""
    wide = (WIDTH - 24) / _KEYS_A_ROW
    for number, (class_, words) in enumerate(keys):
        x = 12 + wide * (number % _KEYS_A_ROW)
        y = 10 + KEY_ROW * (number // _KEYS_A_ROW)
        yield tag("rect", class_=class_, x=x, y=y, width=14, height=12)
        yield tag("text", words, class_="label", x=x + 20, y=y + 11)
