"""What became of a program between two price lists, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from slimgo.errors import visible
from slimgo.report.layout import folded
from slimgo.report.price.cells import times
from slimgo.report.size import change, exact
from slimgo.values.price_changes import Change, Changes


def text(found: Changes, width: int | None = None) -> str:
    """width: a terminal's columns; None to fold nothing."""
    return "".join(f"{folded(visible(line), width)}\n" for line in _lines(found))


def _lines(found: Changes) -> Iterator[str]:
    for name in dict.fromkeys(each.variant for each in found.changes):
        own = [each for each in found.changes if each.variant == name]
        told = [each for each in own if each.outcome in ("smaller", "larger")]
        yield name
        whats = max((len(each.what) for each in told), default=0)
        yield from (f"  {each.what:<{whats}}  {_words(each)}" for each in told)
        for outcome in ("same", "no difference seen", "not known"):
            names = [each.what for each in own if each.outcome == outcome]
            if names:
                yield f"  {_TITLES[outcome]}: {', '.join(names)}"
    yield from (f"! {why}" for why in found.refused)


_TITLES = {
    "same": "the same bytes",
    "no difference seen": "no difference seen",
    "not known": "not measured often enough",
}


def _words(each: Change) -> str:
    if each.exact:
        words = f"{exact(int(each.before))} → {exact(int(each.after))}"
        return f"{words} ({change(each.after, each.before)})"
    return f"{times(each.before)} → {times(each.after)} of the baseline's"
