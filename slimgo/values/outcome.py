"""What must come of starting a program from scratch: it answers, or fails exactly so."""

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
