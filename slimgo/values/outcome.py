"""What a program started in an image from scratch must do: answer, or fail in a certain way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """kind: it answers, cannot start, or is refused for an image before that.

    words: what the failure must be told with; empty for one that answers.
    """

    kind: Literal["answers", "cannot start", "refused"]
    words: str = ""


ANSWERS = Outcome(kind="answers")
