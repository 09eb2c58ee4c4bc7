"""One step as the terminal shows it: what was made, what was checked, what it costs."""

from __future__ import annotations

from collections.abc import Sequence

from slimgo.report.size import ago, change, duration, exact, size, times
from slimgo.values.measurement import Measurement
from slimgo.values.result import StepResult
from slimgo.values.verdict import Verdict

_MARK = {"pass": "✓", "fail": "✗", "skip": "not run"}
_UNREMARKABLE = frozenset(("platform", "not PIE", "image platform", "leaves nothing"))
"""Checks that are shown only when they fail: nobody doubts them until then."""

_WITH_EVIDENCE = frozenset(("runs", "ends on SIGTERM"))
"""Checks whose evidence says more than their name."""


_INDENT = 11


def labelled(number: int, name: str, lines: Sequence[str]) -> list[str]:
    """The lines of one step, the first with its number and name in front."""
    return [
        f"{f'{number} {name}' if first else '':<{_INDENT}}{line}"
        for first, line in zip([True] + [False] * len(lines), lines, strict=False)
    ]


def step_lines(result: StepResult, *, plain_bytes: int, now: float) -> tuple[str, ...]:
    """plain_bytes: size of the plain build, which shrinking is told against; 0 where unknown.

    now: seconds since the epoch.
    """
    lines = [_made(result, plain_bytes, now)]
    if not result.up_to_date:
        lines.append(_verdicts(result))
    lines += [price] if (price := price_text(result.measurements)) else []
    return tuple(line for line in lines if line)


def _made(result: StepResult, plain_bytes: int, now: float) -> str:
    parts = []
    if result.engine_size:
        parts.append(f"{exact(result.engine_size[0])}: {result.engine_size[1]}")
    if result.artifact:
        bytes_ = result.artifact.size_bytes
        parts.append(f"{size(bytes_)} ({exact(bytes_)})")
        if plain_bytes and bytes_ != plain_bytes:
            parts.append(change(bytes_, plain_bytes))
    if result.image:
        count = len(result.image.layers)
        parts.append(f"scratch · {count} layer{'s' if count != 1 else ''}")
        parts.append(result.image.config_digest[:19] + "…")
    if result.up_to_date:
        count = sum(verdict.status == "pass" for verdict in result.verdicts)
        when = ago(now - result.checked_at)
        parts.append(f"up to date: {count} check{'s' if count != 1 else ''} ✓ (checked {when})")
    elif result.seconds:
        parts.append(f"in {duration(result.seconds)}")
    return "   ".join(parts)


def _verdicts(result: StepResult) -> str:
    shown = [
        _verdict(verdict)
        for verdict in result.verdicts
        if verdict.status != "pass" or verdict.check not in _UNREMARKABLE
    ]
    return "   ".join(shown)


def _verdict(verdict: Verdict) -> str:
    text = verdict.check
    if verdict.status != "pass" or verdict.check in _WITH_EVIDENCE:
        text += f": {verdict.evidence}"
    return f"{text} {_MARK[verdict.status]}" if verdict.status != "skip" else f"{text} (not run)"


def price_text(measurements: tuple[Measurement, ...]) -> str:
    """What packing costs: start and private memory, packed against unpacked."""
    taken = {measurement.name: measurement for measurement in measurements}
    if "packed start" not in taken:
        return ""
    packed, plain = taken["packed start"], taken["unpacked start"]
    later = packed.median - plain.median
    speed = f"starts {duration(later)} later ({times(packed.median / plain.median)})"
    if packed.overlaps(plain):
        speed = "starts as fast, within the noise"
    text = f"{speed}: {_spread(packed)} to the first answer, unpacked {_spread(plain)}"
    if "packed private memory" in taken:
        more = taken["packed private memory"].median - taken["unpacked private memory"].median
        text += f"   {'+' if more >= 0 else '−'}{size(abs(more))} private memory"
    return f"{text}   (medians of {len(packed.samples)}, lowest to highest, isolation in both)"


def _spread(taken: Measurement) -> str:
    low, high = duration(taken.low), duration(taken.high)
    return f"{duration(taken.median)} ({low} to {high})"
