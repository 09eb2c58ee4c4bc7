"""What the pictures of a price list share: their sizes, and the names of their rows."""

from __future__ import annotations

from slimgo.report.price.markup import Node, tag

WIDTH = 720.0
LEFT, RIGHT, TOP, BELOW = 76.0, 24.0, 44.0, 52.0
ROW = 26.0
"""Height of a row of bars or strips."""
NAMES = 230.0
"""Width of the names at their left."""
KEY_ROW = 20.0
_MOST_CHARACTERS = 32
"""Of a name, in NAMES."""


def row_name(name: str, y: float) -> Node:
    """At the left of a row."""
    return name_label(name, x=NAMES - 8, y=y, text_anchor="end")


def name_label(name: str, **place: float | str) -> Node:
    """A name as far as there is room for it; whole for who points at it."""
    short = name if len(name) <= _MOST_CHARACTERS else f"{name[: _MOST_CHARACTERS - 1]}…"
    title = () if short == name else (tag("title", name),)
    return tag("text", *title, short, class_="label", **place)
