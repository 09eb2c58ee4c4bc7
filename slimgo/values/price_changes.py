"""Two price lists held against each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["same", "smaller", "larger", "no difference seen", "not known"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """What became of one thing of one variant."""

    variant: str
    what: str
    """`disk`, `pull`, or a quantity."""
    exact: bool
    """Whether it is bytes."""
    before: float
    after: float
    """Bytes; of a quantity ratios to the baseline of their own run."""
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Everything that may be compared, and why not more."""

    changes: tuple[Change, ...]
    refused: tuple[str, ...]
    """What is not compared, and why."""
