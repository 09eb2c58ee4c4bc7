"""What came of comparing one fact with what was expected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["pass", "fail", "skip"]

AS_WRITTEN = "as the Dockerfile says"
"""The check that is skipped where only an engine can read the Dockerfile."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What came of one check."""

    check: str
    """What was looked at, in two or three words, as the terminal shows it (`static`)."""
    status: Status
    evidence: str
    """The fact that decided."""
    cure: str = ""
    """What to do about a failure; empty for a pass. A skip says in its evidence why nothing could
    be looked at, and is never shown as a pass."""

    @property
    def first_line(self) -> str:
        """Of the evidence: what follows is a difference, line by line."""
        return self.evidence.partition("\n")[0]


def passed(check: str, evidence: str) -> Verdict:
    return Verdict(check=check, status="pass", evidence=evidence)


def failed(check: str, evidence: str, cure: str) -> Verdict:
    return Verdict(check=check, status="fail", evidence=evidence, cure=cure)


def skipped(check: str, why: str) -> Verdict:
    return Verdict(check=check, status="skip", evidence=why)
