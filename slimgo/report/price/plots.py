"""The pictures of a price list, each as SVG that a page or a file can hold. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slimgo.plan.price import quantities as q
from slimgo.plan.price.nothing import BANDWIDTHS, from_nothing
from slimgo.report.price.axes import Scale, horizontal, round_up, vertical
from slimgo.report.price.canvas import (
    BELOW,
    KEY_ROW,
    LEFT,
    NAMES,
    RIGHT,
    ROW,
    TOP,
    WIDTH,
    name_label,
    row_name,
)
from slimgo.report.price.cells import in_order
from slimgo.report.price.markup import Node, svg, tag
from slimgo.report.size import duration, size
from slimgo.values.price import PricedVariant, PriceList, Series

_SHAPES = 8
"""So many colours, and as many shapes of points, tell variants apart."""


def start_against_pull(known: PriceList) -> Node | None:
    """A point for each variant; a line joins those that no other beats in both."""
    points = [
        (each, own.median * 1000)
        for each in in_order(known)
        if not each.failed and each.pull_bytes and (own := known.of(each.name, q.START))
    ]
    if not points:
        return None
    key = _key([each for each, _ in points])
    top = TOP + key.height
    across = Scale(
        low=0, high=round_up(max(each.sent_bytes for each, _ in points)), start=LEFT,
        end=WIDTH - RIGHT,
    )  # fmt: skip
    up = Scale(low=0, high=round_up(max(ms for _, ms in points)), start=top + 280, end=top)
    best = frontier([(each.sent_bytes, ms) for each, ms in points])
    line = " ".join(f"{across.at(sent):.1f},{up.at(ms):.1f}" for sent, ms in best)
    marks = (
        _point(
            index,
            across.at(each.sent_bytes),
            up.at(ms),
            f"{each.name}: {size(each.sent_bytes)}, {ms:.1f} ms",
        )
        for index, (each, ms) in enumerate(points)
    )
    return svg(
        WIDTH,
        top + 280 + BELOW,
        "Start against pull",
        key.nodes,
        vertical(up, LEFT, WIDTH - RIGHT, "start, ms", lambda ms: f"{ms:g}"),
        horizontal(across, top + 280, "bytes of a pull (best gzip)", size),
        [tag("polyline", class_="frontier", points=line)],
        marks,
    )


def frontier(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Those that no other point is below and left of, from left to right."""
    kept: list[tuple[float, float]] = []
    for point in sorted(points):
        if not kept or point[1] < kept[-1][1]:
            kept.append(point)
    return kept


def over_bandwidth(known: PriceList) -> Node | None:
    """The first answer from nothing over the link's bandwidth: computed lines, measured points."""
    made = [each for each in in_order(known) if not each.failed]
    lines = from_nothing(known)
    curves = [
        (index, each, lines[each.name].at) for index, each in enumerate(made) if each.name in lines
    ]
    if not curves:
        return None
    key = _key([each for _, each, _ in curves], [index for index, _, _ in curves])
    top = TOP + key.height
    across = Scale(low=BANDWIDTHS[0], high=BANDWIDTHS[-1], start=LEFT, end=WIDTH - RIGHT, log=True)
    measured = [
        (index, each, megabits, taken.median)
        for index, each, _ in curves
        for megabits in q.MEGABITS
        if (taken := known.of(each.name, q.nothing_at(megabits)))
    ]
    seconds = [curve(at) for _, _, curve in curves for at in BANDWIDTHS]
    seconds += [median for *_, median in measured]
    up = Scale(low=min(seconds) / 1.3, high=max(seconds) * 1.3, start=top + 300, end=top, log=True)
    drawn = (
        _curve(index, [(across.at(at), up.at(curve(at))) for at in BANDWIDTHS])
        for index, _, curve in curves
    )
    marks = (
        _point(
            index,
            across.at(megabits),
            up.at(median),
            f"{each.name}: {duration(median)} measured",
        )
        for index, each, megabits, median in measured
    )
    return svg(
        WIDTH,
        top + 300 + BELOW,
        "First answer from nothing over bandwidth",
        key.nodes,
        vertical(up, LEFT, WIDTH - RIGHT, "seconds to the first answer", duration),
        horizontal(across, top + 300, "Mbit/s", lambda at: f"{at:,.0f}"),
        drawn,
        marks,
    )


def _curve(index: int, points: Sequence[tuple[float, float]]) -> Node:
    """A line through these places, in the colour of that variant."""
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return tag("polyline", class_=f"curve v{index % _SHAPES}", points=places)


def over_replicas(known: PriceList) -> Node | None:
    """Memory of 1, 2, 8 replicas on a node."""
    made = [each for each in in_order(known) if not each.failed]
    taken = [
        (index, each, [(count, own.median) for count in q.REPLICAS
                       if (own := known.of(each.name, q.replicas(count)))])
        for index, each in enumerate(made)
    ]  # fmt: skip
    taken = [each for each in taken if each[2]]
    if not taken:
        return None
    key = _key([each for _, each, _ in taken], [index for index, _, _ in taken])
    top = TOP + key.height
    across = Scale(low=0, high=max(q.REPLICAS), start=LEFT, end=WIDTH - RIGHT)
    most = round_up(max(bytes_ for _, _, points in taken for _, bytes_ in points))
    up = Scale(low=0, high=most, start=top + 260, end=top)
    drawn = (
        _curve(index, [(across.at(count), up.at(held)) for count, held in points])
        for index, _, points in taken
    )
    marks = (
        _point(index, across.at(count), up.at(held), f"{each.name}: {count} hold {size(held)}")
        for index, each, points in taken
        for count, held in points
    )
    return svg(
        WIDTH,
        top + 260 + BELOW,
        "Memory over replicas",
        key.nodes,
        vertical(up, LEFT, WIDTH - RIGHT, "memory of all", size),
        horizontal(across, top + 260, "replicas", lambda count: f"{count:.0f}"),
        drawn,
        marks,
    )


def repeats(known: PriceList, quantity: str) -> Node | None:
    """Every sample as a small line, and the median as a larger one."""
    rows = [
        (index, each, own)
        for index, each in enumerate(each for each in in_order(known) if not each.failed)
        if (own := known.of(each.name, quantity))
    ]
    if not rows:
        return None
    longest = max(max(own.samples) for _, _, own in rows)
    across = Scale(low=0, high=round_up(longest * 1000), start=NAMES, end=WIDTH - RIGHT)
    bottom = 16 + ROW * len(rows)

    def strips() -> Iterator[Node]:
        for number, (index, each, own) in enumerate(rows):
            y = 16 + ROW * number
            yield row_name(each.name, y + 15)
            yield from _strip(own, across, y, index)

    axis = horizontal(across, bottom + 4, f"{quantity}, ms: every repeat", lambda ms: f"{ms:g}")
    return svg(WIDTH, bottom + BELOW, f"Repeats of {quantity}", strips(), axis)


def _strip(own: Series, across: Scale, y: float, index: int) -> Iterator[Node]:
    for sample in own.samples:
        x = across.at(sample * 1000)
        yield tag("line", class_=f"repeat v{index % _SHAPES}", x1=x, x2=x, y1=y + 5, y2=y + 17)
    x = across.at(own.median * 1000)
    yield tag("line", class_="median", x1=x, x2=x, y1=y + 1, y2=y + 21)


class _Key:
    """Names with their colours and shapes, in two columns."""

    def __init__(self, variants: Sequence[PricedVariant], indexes: Sequence[int]) -> None:
        self.height = KEY_ROW * -(-len(variants) // 2)
        self.nodes = [
            node
            for place, (index, each) in enumerate(zip(indexes, variants, strict=True))
            for node in _named(
                index, each.name, 20 + 350 * (place % 2), 16 + KEY_ROW * (place // 2)
            )
        ]


def _key(variants: Sequence[PricedVariant], indexes: Sequence[int] | None = None) -> _Key:
    return _Key(variants, range(len(variants)) if indexes is None else indexes)


def _named(index: int, name: str, x: float, y: float) -> tuple[Node, Node]:
    return _point(index, x, y, ""), name_label(name, x=x + 12, y=y + 4)


def _point(index: int, x: float, y: float, words: str) -> Node:
    """A shape of its own for each index, so that nobody has to tell colours apart."""
    shape = index % _SHAPES
    at = _OUTLINES[shape]
    points = " ".join(f"{x + 6 * left:.1f},{y + 6 * down:.1f}" for left, down in at)
    title = (tag("title", words),) if words else ()
    return tag("polygon", *title, class_=f"point v{shape}", points=points)


_OUTLINES: tuple[tuple[tuple[float, float], ...], ...] = (
    ((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)),
    ((0, -1), (1, 0.8), (-1, 0.8)),
    ((0, -1.1), (1.1, 0), (0, 1.1), (-1.1, 0)),
    ((0, 1), (1, -0.8), (-1, -0.8)),
    ((-0.35, -1), (0.35, -1), (0.35, -0.35), (1, -0.35), (1, 0.35), (0.35, 0.35), (0.35, 1),
     (-0.35, 1), (-0.35, 0.35), (-1, 0.35), (-1, -0.35), (-0.35, -0.35)),
    ((-1, -0.5), (0, -1), (1, -0.5), (1, 0.5), (0, 1), (-1, 0.5)),
    ((-1, -0.8), (1, 0), (-1, 0.8)),
    ((1, -0.8), (-1, 0), (1, 0.8)),
)  # fmt: skip
"""Square, triangle, diamond, triangle down, cross, hexagon, triangles to the sides."""
