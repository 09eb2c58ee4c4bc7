"""A shipped program, explained: what is in its image and why, and what the saving costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Effect = Literal["free", "costs speed or memory", "changes behaviour"]
"""`free`: nothing is slower, and nothing behaves otherwise. `costs speed or memory`: it does the
same, and pays for it. `changes behaviour`: something that worked does not, or does otherwise."""

EFFECTS: tuple[Effect, ...] = ("free", "costs speed or memory", "changes behaviour")
"""The worst last."""


@dataclass(frozen=True, kw_only=True)
class ExplainedFile:
    """A file or folder of the image."""

    path: str
    size_bytes: int
    why: str


@dataclass(frozen=True, kw_only=True)
class ExplainedFlag:
    """A choice that was made, and what it does."""

    flag: str
    """As typed: `-s`, `gopack`, `USER 65532:65532`."""
    effect: Effect
    does: str
    price: str = ""
    """As measured; empty where nothing was."""
    lost: str = ""
    """What will not work any more; empty for nothing."""


@dataclass(frozen=True, kw_only=True)
class Explained:
    """Everything that can be said of a shipped program without making it again."""

    name: str
    reference: str
    """Its image, as the reader names it."""
    files: tuple[ExplainedFile, ...]
    left_out: tuple[tuple[str, str], ...]
    """What is not in the image, and why."""
    flags: tuple[ExplainedFlag, ...]
    unchecked: tuple[tuple[str, str], ...]
    """What was not checked, and why."""

    @property
    def lost(self) -> tuple[str, ...]:
        """What will not work any more, each once."""
        return tuple(dict.fromkeys(each.lost for each in self.flags if each.lost))
