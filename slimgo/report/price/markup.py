"""HTML and SVG as a tree of elements: whatever is put in as text is escaped when it is written."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

Node = ET.Element

_SVG = "http://www.w3.org/2000/svg"


def tag(name: str, /, *children: Node | str | Iterable[Node], **attributes: str | float) -> Node:
    """An element. children: elements and texts, in order. attributes: `class_` is class, and a _
    in a name is a -; numbers are written with one decimal at most."""
    made = ET.Element(name, {_name(key): _text(value) for key, value in attributes.items()})
    for child in children:
        _add(made, child)
    return made


def svg(width: float, height: float, title: str, *children: Node | Iterable[Node]) -> Node:
    """A picture that fills the width it is given, with a title for who cannot see it."""
    return tag(
        "svg",
        tag("title", title),
        *children,
        xmlns=_SVG,
        viewBox=f"0 0 {_text(width)} {_text(height)}",
        role="img",
        aria_label=title,
    )


def html(root: Node) -> str:
    """The whole page."""
    return "<!DOCTYPE html>\n" + ET.tostring(root, encoding="unicode", method="html") + "\n"


def xml(root: Node) -> str:
    """The same for a picture in a file of its own."""
    return ET.tostring(root, encoding="unicode") + "\n"


def _add(parent: Node, child: Node | str | Iterable[Node]) -> None:
    if isinstance(child, str):
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + child
        else:
            parent.text = (parent.text or "") + child
    elif isinstance(child, ET.Element):
        parent.append(child)
    else:
        for each in child:
            parent.append(each)


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-") if key != "viewBox" else key


def _text(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return f"{value:.1f}".removesuffix(".0")
