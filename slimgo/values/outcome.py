"""What a program started in an image from scratch must do: answer, or fail in a certain way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What must come of starting a program."""

    kind: Literal["answers", "cannot start", "refused"]
    """It answers, cannot start, or is refused for an image before that."""
    words: str = ""
    """What the failure must be told with; empty for one that answers."""


ANSWERS = Outcome(kind="answers")
