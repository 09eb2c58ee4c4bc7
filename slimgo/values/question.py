"""What a started service is asked, and what came back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from slimgo.values.running import Change, Exit


@dataclass(frozen=True, kw_only=True)
class Question:
    """A GET request, and what its answer must be."""

    path: str
    answer: str = ""
    """The body, or a pattern of it; see match."""
    match: Literal["exact", "trimmed", "pattern", "anything"] = "exact"
    """`exact`: status 200 and the very body. `trimmed`: a status from 200 to 299, and the body
    but for white space at its ends. `pattern`: the same, and a regular expression that is found
    in the body. `anything`: any answer over HTTP, or a connection that is accepted."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back for a path."""

    path: str
    status: int
    """HTTP's, or 0 with the problem in body."""
    body: str
    accepted: bool = False
    """Whether the program took the connection, whatever came of it."""
    loopback_only: bool = False
    """Whether nothing came because the program listens on its loopback only."""
    cure: str = ""
    """What to do about the problem, where an engine said so."""


@dataclass(frozen=True, kw_only=True)
class ProbeFacts:
    """A program started, asked and told to end."""

    answers: tuple[Answer, ...]
    exit: Exit | None
    """None where it had to be ended by force."""
    ended_by_itself: bool
    """Before it was told to."""
    left: str | None
    """What was still there afterwards; None where its process cannot be seen."""
    words: str
    """The last lines the program printed."""
    changes: tuple[Change, ...] | None = None
    """What it wrote into its image's files; None where that cannot be told."""
    not_shown: tuple[tuple[str, str], ...] = ()
    """What a container has and this start could not show: each trait, and why."""
