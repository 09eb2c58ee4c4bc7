"""What is remembered of a piece of work, so that it need not be done or checked again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Record(Generic[T]):
    """A result that is remembered, and what it holds for."""

    made_of: str
    """The fingerprint of everything it was made of."""
    identity: str
    """Of what was made: a file's sha256, or an image's digest."""
    checked_as: str
    """Under which key what was found out of it holds."""
    result: T
