"""One step as the terminal shows it: what was made, what was checked, what it costs."""

from __future__ import annotations

from collections.abc import Sequence

from slimgo.errors import visible
from slimgo.report.layout import folded
from slimgo.report.load import busy_lines
from slimgo.report.size import ago, change, duration, exact, size, times
from slimgo.values.measurement import (
    LEAST_MEMORY,
    PEAK_SIZE,
    PRIVATE_MEMORY,
    START,
    Measurement,
)
from slimgo.values.result import StepResult
from slimgo.values.verdict import AS_WRITTEN, Verdict

_MARK = {"pass": "✓", "fail": "✗", "skip": "not run"}
_UNREMARKABLE = frozenset(
    ("platform", "not PIE", "no path of this machine", "image platform", "leaves nothing")
)
"""Checks that are shown only when they fail: nobody doubts them until then."""

_WITH_EVIDENCE = frozenset(
    ("runs", "ends on SIGTERM", "starts everywhere", "fails exactly as known")
)
"""Checks whose evidence says more than their name."""


INDENT = 11
"""Columns that a step's number and name take."""

_GAP = "   "
_WIDTH = 88
"""Beside the indent, in a page of 100 columns."""


def labelled(number: int, name: str, lines: Sequence[str]) -> list[str]:
    """The lines of one step, the first with its number and name in front."""
    return [
        f"{f'{number} {name}' if first else '':<{INDENT}}{line}"
        for first, line in zip([True] + [False] * len(lines), lines, strict=False)
    ]


def step_lines(
    result: StepResult, *, plain_bytes: int, now: float, width: int | None = None
) -> tuple[str, ...]:
    """plain_bytes: size of the plain build, which shrinking is told against; 0 where unknown.

    now: seconds since the epoch. width: a terminal's columns beside the indent; None for a page.
    """
    parts: list[Sequence[str]] = [
        _made(result, plain_bytes, now),
        _verdicts(result),
        price_parts(result.measurements),
        busy_lines(result.load),
    ]
    return tuple(line for each in parts for line in _wrapped(each, width))


def _wrapped(parts: Sequence[str], width: int | None) -> list[str]:
    """The parts side by side, on as many lines as they need; each is broken at spaces only, and
    only where a terminal would break it anywhere."""
    lines: list[str] = []
    for part in filter(None, parts):
        if lines and len(lines[-1]) + len(_GAP) + len(part) <= min(width or _WIDTH, _WIDTH):
            lines[-1] += _GAP + part
        else:
            lines += folded(part, width).splitlines()
    return lines


def _made(result: StepResult, plain_bytes: int, now: float) -> list[str]:
    parts = []
    if result.engine_size:
        parts.append(f"{exact(result.engine_size[0])}: {result.engine_size[1]}")
    if result.artifact:
        bytes_ = result.artifact.size_bytes
        parts.append(f"{size(bytes_)} ({exact(bytes_)})")
        if plain_bytes and bytes_ != plain_bytes and result.kind != "files":
            parts.append(change(bytes_, plain_bytes))
    if result.image:
        count = len(result.image.layers)
        layers = f"{count} layer{'s' if count != 1 else ''}"
        unread = any(verdict.check == AS_WRITTEN for verdict in result.verdicts)
        parts.append(layers if unread else f"scratch · {layers}")
        if result.image.pull_bytes is not None:
            parts.append(f"pull {size(result.image.pull_bytes)}")
        parts.append(result.image.config_digest[:19] + "…")
    if result.up_to_date:
        parts.append(f"up to date (checked {ago(now - result.checked_at)})")
    elif result.seconds:
        parts.append(f"in {duration(result.seconds)}")
    return parts


def _verdicts(result: StepResult) -> list[str]:
    return [
        _verdict(verdict)
        for verdict in result.verdicts
        if verdict.status != "pass" or _of_any_probe(verdict) not in _UNREMARKABLE
    ]


def _of_any_probe(verdict: Verdict) -> str:
    """Its check, whichever probe it was taken with: `runs, probe 2` is `runs`."""
    return verdict.check.partition(", probe ")[0]


def _verdict(verdict: Verdict) -> str:
    text = verdict.check
    if verdict.status != "pass" or _of_any_probe(verdict) in _WITH_EVIDENCE:
        # the error behind it shows all lines
        text += f": {visible(verdict.first_line)}"
    return f"{text} {_MARK[verdict.status]}" if verdict.status != "skip" else f"{text} (not run)"


def price_parts(measurements: tuple[Measurement, ...]) -> list[str]:
    """What packing costs, start and memory, packed against unpacked; empty: not taken."""
    taken = {(each.of, each.what): each for each in measurements}
    if ("packed", START) not in taken:
        return []
    packed, plain = taken["packed", START], taken["unpacked", START]
    later = packed.median - plain.median
    speed = f"starts {duration(later)} later ({times(packed.median / plain.median)})"
    if packed.overlaps(plain):
        speed = "starts as fast, within the noise"
    parts = [f"{speed}: {_spread(packed)} to the first answer, unpacked {_spread(plain)}"]
    for what in (PRIVATE_MEMORY, PEAK_SIZE, LEAST_MEMORY):
        if ("packed", what) in taken:
            more = taken["packed", what].median - taken["unpacked", what].median
            parts.append(f"{'+' if more >= 0 else '−'}{size(abs(more))} {what}")
    parts.append(f"(medians of {len(packed.samples)}, lowest to highest; isolation in both)")
    return parts


def _spread(taken: Measurement) -> str:
    low, high = duration(taken.low), duration(taken.high)
    return f"{duration(taken.median)} ({low} to {high})"
