"""What to write in place of a name that there is not."""

from __future__ import annotations

from collections.abc import Iterable

_ALIKE = 0.65
"""Of 1: `answer` is not taken for `user`."""


def nearest(names: Iterable[str], unknown: str) -> str:
    """The name that comes nearest; empty where none comes near."""
    import difflib

    return next(iter(difflib.get_close_matches(unknown, list(names), n=1, cutoff=_ALIKE)), "")


def one_of(names: Iterable[str], unknown: str, *, before: str = "") -> str:
    """A cure: the nearest name, else all there are; empty where there are none.

    before: what stands before each name where it is written."""
    known = list(names)
    near = nearest(known, unknown)
    if near:
        return f"write {before}{near}"
    return f"choose one of: {', '.join(known)}" if known else ""
