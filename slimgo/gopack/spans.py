"""Ranges of bytes, and what others leave of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def without(spans: Iterable[range], taken: Iterable[range]) -> list[range]:
    """What of the spans no taken one has; in ascending order, none of them empty."""
    ordered = sorted(taken, key=lambda one: one.start)
    return [
        left for span in sorted(spans, key=lambda one: one.start) for left in _left(span, ordered)
    ]


def _left(span: range, taken: Iterable[range]) -> Iterator[range]:
    reached = span.start
    for one in taken:
        if reached < min(one.start, span.stop):
            yield range(reached, min(one.start, span.stop))
        reached = max(reached, one.stop)
    if reached < span.stop:
        yield range(reached, span.stop)
