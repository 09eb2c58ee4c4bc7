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
    """says: a short quote, or its sense. said: by the article; otherwise it leaves it unsaid.

    figure: the article's, with the rounding it is told in. band: where a figure that depends on
    the machine must lie. elsewhere: no Linux machine can check it.
    """

    id: str
    says: str
    said: bool = True
    elsewhere: bool = False
    figure: Band | None = None
    band: Band | None = None


@dataclass(frozen=True, kw_only=True)
class Finding:
    """seen: the same on every machine. here: the figures of this run. why: one line."""

    judgement: Judgement
    seen: str
    why: str
    here: str = ""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A claim with its finding."""

    claim: Claim
    finding: Finding
