"""Why an engine cannot be used here, and what would change that."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why an engine does not work here."""

    why: str
    """One line."""
    cure: str = ""
    """What to type; empty where only the engine's own words are known."""
