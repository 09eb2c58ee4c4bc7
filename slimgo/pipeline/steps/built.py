"""An image in the hands of the steps that are about it."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.values.result import StepResult


@dataclass(frozen=True, kw_only=True)
class Built:
    """An image that was built, or is up to date."""

    result: StepResult
    unchecked: str
    """The name of an image that still waits for its tag; empty when it has it."""
