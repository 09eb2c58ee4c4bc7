"""What is remembered of a step, so that an unchanged one need not be done or checked again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from slimgo.values.result import StepResult


@dataclass(frozen=True, kw_only=True)
class Record:
    """made_from: the fingerprint of the step. checked_as: under which key its verdicts hold.

    identity: of what was made: a file's sha256, or an image's config digest.
    """

    made_from: str
    checked_as: str
    identity: str
    result: StepResult

    def unchanged(self) -> StepResult:
        """The result as it is shown when nothing had to be done."""
        return replace(self.result, up_to_date=True, seconds=0.0, check_seconds=0.0)
