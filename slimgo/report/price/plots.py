"""The pictures of a price list, each as SVG that a page or a file can hold. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slimgo.plan.price import quantities as q
from slimgo.plan.price.nothing import BANDWIDTHS, from_nothing
from slimgo.report.price.axes import Scale, horizontal, round_up, vertical
from slimgo.report.price.cells import in_order
from slimgo.report.price.markup import Node, svg, tag
from slimgo.report.size import duration, size
from slimgo.values.price import PricedVariant, PriceList, Series

WIDTH = 720.0
_LEFT, _RIGHT, _TOP, _BELOW = 76.0, 24.0, 44.0, 52.0
_LINE = 26.0
"""Height of a row of bars or strips."""
_NAMES = 230.0
"""Width of the names at their left."""
_KEY_LINE = 20.0
_MOST_CHARACTERS = 32
"""Of a name, in _NAMES."""
_SHAPES = 8
"""So many colours, and as many shapes of points, tell variants apart."""


def sizes(known: PriceList) -> Node:
    """Bytes on the disk, a bar each, with what a pull transfers in it."""
    made = [each for each in in_order(known) if not each.failed]
    told = known.references
    most = round_up(max((*(one.disk_bytes for one in made), *(one.size_bytes for one in told))))
    bottom = _TOP + _LINE * (len(made) + len(told))
    across = Scale(low=0, high=most, start=_NAMES, end=WIDTH - 90)

    def rows() -> Iterator[Node]:
        for number, each in enumerate(made):
            y = _TOP + _LINE * number
            wide = across.at(each.disk_bytes)
            yield _name(each.name, y + 15)
            yield tag("rect", class_="disk", x=_NAMES, y=y + 2, width=wide - _NAMES, height=18)
            if each.pull_bytes:
                sent = across.at(each.sent_bytes) - _NAMES
                yield tag("rect", class_="pull", x=_NAMES, y=y + 7, width=sent, height=8)
            yield tag("text", size(each.disk_bytes), class_="label", x=wide + 6, y=y + 15)

        for number, other in enumerate(told, len(made)):
            y = _TOP + _LINE * number
            wide = across.at(other.size_bytes)
            yield _name(other.name, y + 15)
            bar = tag("rect", tag("title", other.source), class_="told", x=_NAMES, y=y + 2)
            bar.set("width", f"{wide - _NAMES:.1f}")
            bar.set("height", "18")
            yield bar
            yield tag("text", size(other.size_bytes), class_="label", x=wide + 6, y=y + 15)

    key = (
        tag("rect", class_="disk", x=_NAMES, y=10, width=14, height=14),
        tag("text", "on the disk", class_="label", x=_NAMES + 20, y=22),
        tag("rect", class_="pull", x=_NAMES + 120, y=13, width=14, height=8),
        tag("text", "in a pull (best gzip)", class_="label", x=_NAMES + 140, y=22),
    )
    axis = horizontal(across, bottom + 4, "bytes", size)
    return svg(WIDTH, bottom + _BELOW, "Sizes of the variants", key, rows(), axis)


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
    top = _TOP + key.height
    across = Scale(
        low=0, high=round_up(max(each.sent_bytes for each, _ in points)), start=_LEFT,
        end=WIDTH - _RIGHT,
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
        top + 280 + _BELOW,
        "Start against pull",
        key.nodes,
        vertical(up, _LEFT, WIDTH - _RIGHT, "start, ms", lambda ms: f"{ms:g}"),
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
    top = _TOP + key.height
    across = Scale(
        low=BANDWIDTHS[0], high=BANDWIDTHS[-1], start=_LEFT, end=WIDTH - _RIGHT, log=True
    )
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
        tag(
            "polyline",
            class_=f"curve v{index % _SHAPES}",
            points=" ".join(f"{across.at(at):.1f},{up.at(curve(at)):.1f}" for at in BANDWIDTHS),
        )
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
        top + 300 + _BELOW,
        "First answer from nothing over bandwidth",
        key.nodes,
        vertical(up, _LEFT, WIDTH - _RIGHT, "seconds to the first answer", duration),
        horizontal(across, top + 300, "Mbit/s", lambda at: f"{at:,.0f}"),
        drawn,
        marks,
    )


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
    top = _TOP + key.height
    across = Scale(low=0, high=max(q.REPLICAS), start=_LEFT, end=WIDTH - _RIGHT)
    most = round_up(max(bytes_ for _, _, points in taken for _, bytes_ in points))
    up = Scale(low=0, high=most, start=top + 260, end=top)
    drawn = (
        tag(
            "polyline",
            class_=f"curve v{index % _SHAPES}",
            points=" ".join(f"{across.at(count):.1f},{up.at(held):.1f}" for count, held in points),
        )
        for index, _, points in taken
    )
    marks = (
        _point(index, across.at(count), up.at(held), f"{each.name}: {count} hold {size(held)}")
        for index, each, points in taken
        for count, held in points
    )
    return svg(
        WIDTH,
        top + 260 + _BELOW,
        "Memory over replicas",
        key.nodes,
        vertical(up, _LEFT, WIDTH - _RIGHT, "memory of all", size),
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
    across = Scale(low=0, high=round_up(longest * 1000), start=_NAMES, end=WIDTH - _RIGHT)
    bottom = 16 + _LINE * len(rows)

    def strips() -> Iterator[Node]:
        for number, (index, each, own) in enumerate(rows):
            y = 16 + _LINE * number
            yield _name(each.name, y + 15)
            yield from _strip(own, across, y, index)

    axis = horizontal(across, bottom + 4, f"{quantity}, ms: every repeat", lambda ms: f"{ms:g}")
    return svg(WIDTH, bottom + _BELOW, f"Repeats of {quantity}", strips(), axis)


def _name(name: str, y: float) -> Node:
    """At the left of a row."""
    return _label(name, x=_NAMES - 8, y=y, text_anchor="end")


def _label(name: str, **place: float | str) -> Node:
    """A name as far as there is room for it; whole for who points at it."""
    short = name if len(name) <= _MOST_CHARACTERS else f"{name[: _MOST_CHARACTERS - 1]}…"
    title = () if short == name else (tag("title", name),)
    return tag("text", *title, short, class_="label", **place)


def _strip(own: Series, across: Scale, y: float, index: int) -> Iterator[Node]:
    for sample in own.samples:
        x = across.at(sample * 1000)
        yield tag("line", class_=f"repeat v{index % _SHAPES}", x1=x, x2=x, y1=y + 5, y2=y + 17)
    x = across.at(own.median * 1000)
    yield tag("line", class_="median", x1=x, x2=x, y1=y + 1, y2=y + 21)


class _Key:
    """Names with their colours and shapes, in two columns."""

    def __init__(self, variants: Sequence[PricedVariant], indexes: Sequence[int]) -> None:
        self.height = _KEY_LINE * -(-len(variants) // 2)
        self.nodes = [
            node
            for place, (index, each) in enumerate(zip(indexes, variants, strict=True))
            for node in _named(
                index, each.name, 20 + 350 * (place % 2), 16 + _KEY_LINE * (place // 2)
            )
        ]


def _key(variants: Sequence[PricedVariant], indexes: Sequence[int] | None = None) -> _Key:
    return _Key(variants, range(len(variants)) if indexes is None else indexes)


def _named(index: int, name: str, x: float, y: float) -> tuple[Node, Node]:
    return _point(index, x, y, ""), _label(name, x=x + 12, y=y + 4)


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
