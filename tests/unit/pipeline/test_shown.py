"""No time is shown of what was not done now."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from slimgo.pipeline.once import Outcome
from slimgo.pipeline.shown import shown
from slimgo.values.artifact import Artifact
from slimgo.values.result import StepResult

MADE = StepResult(
    name="build",
    kind="build",
    command="go build",
    seconds=3.0,
    check_seconds=2.0,
    artifact=Artifact(path="x", size_bytes=1, sha256="a"),
)


@pytest.mark.parametrize(
    ("how", "seconds", "check_seconds", "up_to_date"),
    [
        ("made", 3.0, 2.0, False),
        ("checked", 0.0, 2.0, False),
        ("remembered", 0.0, 0.0, True),
    ],
)
def test_only_what_was_done_now_has_a_time(
    how: Literal["remembered", "checked", "made"],
    seconds: float,
    check_seconds: float,
    up_to_date: bool,  # noqa: FBT001
) -> None:
    assert shown(Outcome(result=MADE, how=how)) == replace(
        MADE, seconds=seconds, check_seconds=check_seconds, up_to_date=up_to_date
    )


def test_a_step_that_makes_nothing_did_its_command_when_it_was_checked() -> None:
    inspected = replace(MADE, artifact=None)
    assert shown(Outcome(result=inspected, how="checked")) == inspected
