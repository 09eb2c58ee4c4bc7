"""How this machine can run a program isolated, and why not better."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from slimgo.errors import EngineFailed
from slimgo.sandbox.level import Level


@dataclass(frozen=True, kw_only=True)
class Isolation:
    """What this machine offers to isolate a program."""

    level: Level | None
    """How this machine can run a program by itself; None where it cannot."""
    reason: str
    """Why not a better one; empty for the best."""


def choose_isolation(goarch: str) -> Isolation:
    """By running a program of one system call on each level."""
    if sys.platform != "linux":
        return Isolation(
            level=None, reason=f"{sys.platform} runs no Linux programs outside an engine"
        )
    from slimgo.sandbox.best_level import choose_level

    try:
        choice = choose_level(goarch)
    except (EngineFailed, KeyError) as error:
        return Isolation(level=None, reason=str(error))
    refused = dict.fromkeys(f"{name}: {why}" for name, why in choice.refused)
    return Isolation(level=choice.level, reason="; ".join(refused))
