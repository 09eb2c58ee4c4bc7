"""`report.html`: a price list as one page that needs no network, and no script for what matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from slimgo.plan.price import quantities as q
from slimgo.plan.price.quantities import QUANTITIES
from slimgo.report.price.advice import advice
from slimgo.report.price.cells import (
    LEGEND,
    NONE,
    SAME,
    UNSURE,
    against,
    figure,
    in_order,
    interval,
    uncertain,
)
from slimgo.report.price.computed import computed_table, held_against_measured
from slimgo.report.price.markup import Node, html, tag
from slimgo.report.price.plots import (
    over_bandwidth,
    over_replicas,
    repeats,
    start_against_pull,
)
from slimgo.report.price.sizes import sizes
from slimgo.report.price.style import SORTING, STYLE
from slimgo.report.size import change, duration, exact, size
from slimgo.values.price import PricedVariant, PriceList


def page(known: PriceList, _: int | None = None) -> str:
    """The whole page."""
    title = f"{known.program}: what each byte saved costs"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        tag("style", STYLE),
    )
    body = tag(
        "body",
        tag("main", tag("h1", title), _measured_on(known), *_sections(known)),
        tag("script", SORTING),
    )
    return html(tag("html", head, body, lang="en"))


def _measured_on(known: PriceList) -> Node:
    said = dict(known.machine)
    machine = ", ".join(
        filter(None, (said.get("processor"), f"{said.get('cpus')} CPUs", said.get("system")))
    )
    tools = ", ".join(f"{name} {version}" for name, version in known.versions)
    return tag(
        "p",
        f"{known.target}; {machine}; {tools}. Measured for {duration(known.spent_seconds)}, "
        f"in an order drawn by seed {known.seed}.",
        class_="from",
    )


def _sections(known: PriceList) -> Iterator[Node]:
    yield _section("Advice", tag("ul", *(tag("li", each) for each in advice(known))))
    yield _section(
        "Prices",
        tag(
            "p",
            f"Against {known.baseline}: medians of pairs with intervals of 95 %. {LEGEND}. "
            "Headings sort.",
        ),
        _scrolled(_table(known), "Prices"),
    )
    yield _section("Sizes", _picture(sizes(known)))
    for title, draw, below in _PLOTS:
        plot = draw(known)
        if plot is not None:
            yield _section(title, _picture(plot), *below(known))
    told = [f"{each.what}: {each.why}" for each in known.not_measured]
    if told:
        yield _section("Not measured", tag("ul", *(tag("li", each) for each in told)))
    if known.doubts:
        yield _section(
            "Doubts",
            tag(
                "ul",
                *(
                    tag("li", ": ".join(filter(None, (each.what, each.why, each.cure))))
                    for each in known.doubts
                ),
            ),
        )
    yield _section("How each is made", *_made(known))


def _computed(known: PriceList) -> tuple[Node, ...]:
    return (
        _scrolled(computed_table(known), "First answer from nothing, computed"),
        tag("p", held_against_measured(known), class_="from"),
    )


def _nothing(_: PriceList) -> tuple[Node, ...]:
    return ()


_Draw = Callable[[PriceList], Node | None]
_Below = Callable[[PriceList], tuple[Node, ...]]
_PLOTS: tuple[tuple[str, _Draw, _Below], ...] = (
    ("Start against pull", start_against_pull, _nothing),
    ("First answer from nothing", over_bandwidth, _computed),
    ("Memory over replicas", over_replicas, _nothing),
    ("Every start", lambda known: repeats(known, q.START), _nothing),
)


def _section(title: str, *content: Node) -> Node:
    return tag("section", tag("h2", title), *content)


def _picture(plot: Node) -> Node:
    return _scrolled(plot, plot.get("aria-label") or "")


def _scrolled(content: Node, label: str) -> Node:
    """A narrow screen scrolls it, so that its words stay readable."""
    return tag("div", content, class_="wide", tabindex="0", role="region", aria_label=label)


def _table(known: PriceList) -> Node:
    made = [each for each in in_order(known) if not each.failed]
    shown = [name for name in QUANTITIES if any(known.of(each.name, name) for each in made)]
    heads = ("variant", "disk", "pull", *shown, "lost")
    return tag(
        "table",
        tag("caption", "Each variant, and what it costs"),
        tag("thead", tag("tr", *(tag("th", each, scope="col") for each in heads))),
        tag("tbody", *(_row(known, each, shown) for each in in_order(known))),
    )


def _row(known: PriceList, variant: PricedVariant, shown: list[str]) -> Node:
    name = tag("th", variant.name, scope="row")
    if variant.failed:
        return tag("tr", name, tag("td", f"✗ {variant.failed}", colspan=str(len(shown) + 3)))
    base = next(each for each in known.variants if each.name == known.baseline)
    sent = tag("td", NONE)
    if variant.pull_bytes:
        sent = _cell(size(variant.sent_bytes), exact(variant.sent_bytes), variant.sent_bytes)
    saved = "" if variant == base else f" ({change(variant.disk_bytes, base.disk_bytes)})"
    return tag(
        "tr",
        name,
        _cell(size(variant.disk_bytes) + saved, exact(variant.disk_bytes), variant.disk_bytes),
        sent,
        *(_quantity(known, variant, each) for each in shown),
        tag("td", ", ".join(variant.lost) or "nothing"),
    )


def _cell(words: str, title: str, value: float) -> Node:
    return tag("td", words, title=title, data_value=repr(value))


def _quantity(known: PriceList, variant: PricedVariant, name: str) -> Node:
    """The figure, and where it is another one than the baseline's the ratio below it."""
    own = known.of(variant.name, name)
    if own is None:
        return tag("td", NONE)
    shown = figure(own.median, own.unit)
    found = against(known, variant.name, name) if variant.name != known.baseline else None
    title = f"{len(own.samples)} samples"
    if found is None:
        return _cell(shown, title, own.median)
    same = found.difference == "none seen" and not uncertain(found)
    beside = SAME if same else interval(found)
    if found.difference == "none seen" and not same:
        beside = f"{UNSURE} {beside}"
    beside = NONE if found.difference == "not known" else beside
    return tag("td", shown, tag("small", beside), title=title, data_value=repr(own.median))


def _made(known: PriceList) -> Iterator[Node]:
    for each in in_order(known):
        if each.commands:
            yield tag("h3", each.name)
            yield tag("p", f"{each.does} ({each.effect})")
            yield tag("pre", "\n".join(each.commands), tabindex="0")
