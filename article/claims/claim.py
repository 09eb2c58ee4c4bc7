"""A sentence of the article that can be checked, and what came of checking it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Judgement = Literal["holds", "no longer", "wrong", "cannot be checked here", "outside its band"]
"""The last is about figures of the machine: ours was believed to lie within, and does not."""


@dataclass(frozen=True, kw_only=True)
class Band:
    """The range in which a figure must lie, ends included."""

    low: float
    high: float
    unit: str

    def __contains__(self, figure: float) -> bool:
        return self.low <= figure <= self.high

    def __str__(self) -> str:
        return f"{self.low:g} to {self.high:g} {self.unit}"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A sentence of the article that can be checked, or one that it leaves out."""

    id: str
    says: str
    """A short quote, or its sense."""
    said: bool = True
    """By the article; otherwise it leaves it unsaid."""
    elsewhere: bool = False
    """No Linux machine can check it."""
    figure: Band | None = None
    """The article's, with the rounding it is told in."""
    band: Band | None = None
    """Where a figure that depends on the machine must lie."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What came of checking a claim."""

    judgement: Judgement
    seen: str
    """The same on every machine."""
    why: str
    """One line."""
    here: str = ""
    """The figures of this run."""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A claim with its finding."""

    claim: Claim
    finding: Finding
