"""What can go wrong, told in words."""

from __future__ import annotations


class FilterNotApplicable(Exception):
    """split() does not support this layout, so the filter is left out.

    The message says why, as a clause: `there is no .gopclntab`.
    """


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
    """The file cannot be packed; or it was to be unpacked, and gopack did not pack it."""


class Damaged(GopackError):
    """A packed file does not hold what its header says."""


class NotProven(GopackError):
    """The stub's decoder did not give the program back: a bug in gopack. No file is left."""


class NotEnoughMemory(GopackError):
    """The system gave no more. Whoever meets a MemoryError last tells it so."""

    def __init__(self, word: str) -> None:
        needs = "up to 6 times the file and 100 MB" if word == "pack" else "3 times the program"
        super().__init__(f"there is not enough memory to {word} this", why=f"it takes {needs}")
