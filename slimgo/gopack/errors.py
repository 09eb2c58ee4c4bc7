"""What can go wrong, told in words."""

from __future__ import annotations


class NotForUs(Exception):
    """A filter does not know what it sees, and is left out. The message says why, in a clause."""


class GopackError(Exception):
    """What the user is told: what happened, why, what to do next. exit_code: the process's."""

    exit_code = 1

    def __init__(self, what: str, *, why: str = "", cure: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.cure = cure

    def __str__(self) -> str:
        text = f"{self.what}: {self.why}" if self.why else self.what
        return f"{text}\n  → {self.cure}" if self.cure else text


class Refused(GopackError):
    """A file that cannot be packed, or is none that we packed."""


class Damaged(GopackError):
    """A packed file does not hold what its header says."""


class NotProven(GopackError):
    """The real decoder did not give the program back: a fault of ours, and no file is left."""
