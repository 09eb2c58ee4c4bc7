"""The first lines of a run: with what, for what, and how well isolated."""

from __future__ import annotations

from slimgo import __version__
from slimgo.values.result import Result

_NAMES = {"go": "Go", "upx": "UPX"}


def heading(result: Result) -> str:
    """`slimgo 0.1.0 · Go 1.27.3 · UPX 4.2.2 · built-in engine (bubblewrap) · linux/amd64`."""
    parts = [f"slimgo {__version__}"]
    parts += [
        f"{_NAMES.get(tool, tool)} {version}"
        for tool, version in result.versions
        if tool != result.engine
    ]
    parts += [result.engine_title] if result.engine_title else []
    return " · ".join([*parts, result.target])


def engine_lines(result: Result) -> tuple[tuple[str, bool], ...]:
    """Which engine and why, and what is not isolated: lines, and whether each is loud."""
    lines = []
    if not result.engine and result.engine_reason:
        lines.append((f"no engine ({result.engine_reason}): build and check only", True))
    elif result.engine_reason:
        lines.append((f"{result.engine_reason}: {result.engine_title}", False))
    if result.not_isolated:
        lines.append((not_isolated(result.isolation, result.not_isolated), True))
    return tuple(lines)


def not_isolated(level: str, lacks: str) -> str:
    """What a level leaves open, for one loud line. lacks: what that is, in words."""
    return f"NOT ISOLATED: {lacks}" if level == "none" else f"PARTLY ISOLATED ({level}): {lacks}"
