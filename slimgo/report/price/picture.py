"""A plot of a price list as an SVG file of its own, which follows its reader's light or dark."""

from __future__ import annotations

from slimgo.report.price.markup import Node, tag, xml
from slimgo.report.price.style import PICTURE_STYLE


def picture(plot: Node) -> str:
    """plot: of plots.py."""
    whole = tag("svg", tag("style", PICTURE_STYLE), *plot)
    for name, value in plot.attrib.items():
        whole.set(name, value)
    return xml(whole)
