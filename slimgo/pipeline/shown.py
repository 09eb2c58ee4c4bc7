"""A step's result as it is shown, by how much was done for it now."""

from __future__ import annotations

from dataclasses import replace

from slimgo.pipeline.once import Outcome
from slimgo.values.result import StepResult


def shown(outcome: Outcome[StepResult]) -> StepResult:
    """Without times of what was not done now."""
    result = outcome.result
    if outcome.how == "remembered":
        return replace(result, up_to_date=True, seconds=0.0, check_seconds=0.0)
    checked_only = outcome.how == "checked" and result.artifact is not None
    return replace(result, seconds=0.0) if checked_only else result
