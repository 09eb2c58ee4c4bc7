"""What a search found, proved and did not try, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from slimgo.report.layout import folded
from slimgo.report.size import exact
from slimgo.values.price_search import SearchResult

_ASSUMED = "if levers save no more together than alone, nor a greater part packed than unpacked"


def text(found: SearchResult, width: int | None = None) -> str:
    """width: a terminal's columns; None to fold nothing. Commands are never folded."""
    lines = [folded(line, width) for line in _lines(found)]
    lines += [f"  $ {each}" for each in (found.best.commands if found.best else ())]
    return "".join(f"{line}\n" for line in lines)


def _lines(found: SearchResult) -> Iterator[str]:
    names = max((len(each.name) for each in found.tried), default=0)
    for each in found.tried:
        shown = exact(each.disk_bytes) if each.disk_bytes else ""
        yield f"{each.name:<{names}}  {shown:>12}  {each.verdict}"
    for left in found.left_out:
        yield f"left out: {left.lever}: {left.why}"
    under = f" under {', '.join(found.limits)}" if found.limits else ""
    if found.best is None:
        yield f"Nothing{under} was found."
        return
    yield f"Smallest{under}: {found.best.name}, {exact(found.best.disk_bytes)}."
    if not found.proved:
        yield f"The time is up: {found.not_tried:,} combinations were not tried."
    elif found.not_tried:
        yield (
            f"Proved, {_ASSUMED}: none of the {found.not_tried:,} combinations that were not tried "
            "is smaller."
        )
    else:
        yield "Proved: every combination was tried."
