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
        if tool != "builtin"
    ]
    if result.engine == "builtin":
        parts.append(f"built-in engine ({result.isolation})")
    return " · ".join([*parts, result.target])


def engine_lines(result: Result) -> tuple[tuple[str, bool], ...]:
    """Which engine and why, and what is not isolated: lines, and whether each is loud."""
    lines = []
    if not result.engine and result.engine_reason:
        lines.append((f"no engine ({result.engine_reason}): build and check only", True))
    elif result.engine_reason:
        chosen = result.engine
        if chosen == "builtin":
            chosen = f"built-in engine, isolation {result.isolation}"
        lines.append((f"{result.engine_reason}: {chosen}", False))
    if result.not_isolated:
        lines.append((not_isolated(result.isolation, result.not_isolated), True))
    return tuple(lines)


def not_isolated(rung: str, lacks: str) -> str:
    """What a rung leaves open, for one loud line. lacks: what that is, in words."""
    return f"NOT ISOLATED: {lacks}" if rung == "none" else f"PARTLY ISOLATED ({rung}): {lacks}"
