"""What became of an image that was made smaller, in lines for people."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator

from slimgo.errors import visible
from slimgo.report.size import size
from slimgo.values.result import Result
from slimgo.values.shrunk import Shrunk

_MOST = 4
"""Folders, reasons and files that are named; of more only how many there are."""


def planned_lines(told: Shrunk) -> Iterator[str]:
    """What is kept, what goes, and what nobody knows: before anything is made."""
    kept = [each for each in told.kept if each.size_bytes]
    if kept:
        total = sum(each.size_bytes for each in kept)
        yield f"{'Keeps':>8} {_counted(len(kept), 'file')} beside {told.program}, {size(total)}"
        reasons = Counter(each.why for each in kept)
        for why, count in reasons.most_common(_MOST):
            first = visible(next(each.path for each in kept if each.why == why))
            more = f" and {count - 1:,} more" if count > 1 else ""
            yield f"         {first}{more}: {visible(why)}"
    files = sum(each.files for each in told.gone)
    if files:
        total = sum(each.size_bytes for each in told.gone)
        folders = ", ".join(
            f"{visible(each.folder)} {size(each.size_bytes)}" for each in told.gone[:_MOST]
        )
        more = " …" if len(told.gone) > _MOST else ""
        yield f"{'Drops':>8} {_counted(files, 'file')}, {size(total)}: {folders}{more}"
    yield from _own(told)
    yield from (f"! {visible(each)}" for each in told.unknown)


def _own(told: Shrunk) -> Iterator[str]:
    """Files that whoever wrote its Dockerfile put there, and no probe came to."""
    gone = told.own_gone
    if not gone or len(gone) == sum(each.files for each in told.gone):
        return  # an image of one layer does not tell what is its own
    named = ", ".join(map(visible, gone[:_MOST])) + (
        f" and {len(gone) - _MOST:,} more" if len(gone) > _MOST else ""
    )
    verb = "goes" if len(gone) == 1 else "go"
    yield (
        f"! of its own layers {named} {verb}, for its probes never opened "
        f"{'it' if len(gone) == 1 else 'them'}. To keep: --keep {shlex.quote(visible(gone[0]))}"
    )


def shrunk_line(told: Shrunk, result: Result) -> str:
    """`  Shrunk 84.1 MB to 4.9 MB   pull 31.2 MB to 1.9 MB: 0.06 of it, 0.48 without its base`."""
    image = next((each.image for each in result.steps if each.image), None)
    if image is None:
        return ""
    words = f"{size(told.disk_size_bytes)} to {size(image.disk_size_bytes)}"
    words += f"   pull {size(told.pull_bytes)} to {size(told.made_pull_bytes)}"
    words += f": {_ratio(told.made_pull_bytes, told.pull_bytes)} of it"
    if told.own_pull_bytes != told.pull_bytes:
        words += f", {_ratio(told.made_pull_bytes, told.own_pull_bytes)} without its base"
    return f"{'Shrunk':>8} {words}"


def _ratio(now: int, before: int) -> str:
    return f"{now / before:.2f}" if before else "all"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
