"""Lines for a terminal's width: no word is broken, and what goes on is indented."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TextIO

_USUAL_COLUMNS = 80
_HANG = 4


def columns(stream: TextIO) -> int | None:
    """A terminal's width; None where the stream is none, and lines may be as long as they are."""
    try:
        if not stream.isatty():
            return None
        named = os.environ.get("COLUMNS", "")
        if named.isascii() and named.isdigit() and int(named):
            return int(named)
        return os.get_terminal_size(stream.fileno()).columns or _USUAL_COLUMNS
    except (OSError, ValueError):
        return _USUAL_COLUMNS


def folded(text: str, width: int | None, *, hang: int = _HANG) -> str:
    """The text with each line that is too long on several, the later ones indented by `hang` more.

    A word that is longer than the width stays whole.
    """
    if width is None or all(len(line) <= width for line in text.splitlines()):
        return text
    return "\n".join(part for line in text.split("\n") for part in _parts(line, width, hang))


def _parts(line: str, width: int, hang: int) -> list[str]:
    import textwrap

    if len(line) <= width:
        return [line]
    indent = " " * (len(line) - len(line.lstrip()) + hang)
    return textwrap.wrap(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def folded_command(words: Sequence[str], width: int | None) -> str:
    """A command to be typed: a line that goes on ends with the shell's backslash.

    words: quoted already. A shell takes what is copied from the terminal.
    """
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        # two columns for the backslash
        if width is not None and lines[-1].strip() and len(longer) + 2 > width:
            lines[-1] += " \\"
            lines.append(" " * _HANG + word)
        else:
            lines[-1] = longer
    return "\n".join(lines)
