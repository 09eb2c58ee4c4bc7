"""Why an engine cannot be used here, and what would change that."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """why: one line. cure: what to type; empty where only the engine's own words are known."""

    why: str
    cure: str = ""
