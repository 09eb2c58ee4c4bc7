"""A step whose command makes what is only recorded: remembered, or done, and not probed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from slimgo.pipeline.once import Done, Work, once
from slimgo.pipeline.project import Project
from slimgo.pipeline.shown import shown
from slimgo.run.process import Completed
from slimgo.values.artifact import Artifact
from slimgo.values.event import CommandStarted
from slimgo.values.result import StepResult
from slimgo.values.step import Step
from slimgo.values.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class Made:
    """What came of the command."""

    done: Completed
    sha256: str
    """Of what it made, in hex."""
    size_bytes: int
    verdict: Verdict


def remembered_or_made(
    project: Project, step: Step, *, made_of: str, identity: str, make: Callable[[], Made]
) -> StepResult:
    """made_of: a fingerprint. identity: the sha256 of what is there; empty where nothing is."""

    def do(_: StepResult | None) -> Done[StepResult]:
        project.tell(CommandStarted(command=step.command))
        made = make()
        result = StepResult(
            name=step.name,
            kind=step.kind,
            command=str(step.command),
            seconds=made.done.seconds,
            artifact=Artifact(path=step.makes, size_bytes=made.size_bytes, sha256=made.sha256),
            verdicts=(made.verdict,),
            checked_at=time.time(),
        )
        return Done(result=result, identity=made.sha256)

    work = Work(
        name=project.record_name(step.name),
        kind=StepResult,
        made_of=made_of,
        identity=identity,
        checked_as=lambda _: made_of,
        do=do,
    )
    return shown(once(project.store, work, recheck=False))
