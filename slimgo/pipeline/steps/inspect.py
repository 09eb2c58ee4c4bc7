"""`inspect`: what the engine itself calls the image's size."""

from __future__ import annotations

import time

from slimgo.checks.size import check_engine_size
from slimgo.engines.protocol import Engine
from slimgo.pipeline.dockerfile import readers
from slimgo.pipeline.once import Done, Work, once
from slimgo.pipeline.project import Project
from slimgo.pipeline.shown import shown
from slimgo.pipeline.steps.built import Built
from slimgo.plan.fingerprint import verdict_key
from slimgo.run.process import run
from slimgo.values.event import CommandStarted
from slimgo.values.result import StepResult
from slimgo.values.step import Step

_SECONDS = 600


def inspect_image(project: Project, engine: Engine, step: Step, built: Built) -> StepResult:
    """What the engine itself calls the size, beside what it means by it."""
    identity = engine.identity(step.makes)
    disk = built.result.artifact.size_bytes if built.result.artifact else 0
    key = verdict_key(subject=identity, expectation=disk, tools=readers(engine))

    def do(_: StepResult | None) -> Done[StepResult]:
        project.tell(CommandStarted(command=step.command))
        completed = run(step.command, project.surroundings, timeout_seconds=_SECONDS)
        size = engine.size(completed.stdout)
        result = StepResult(
            name=step.name,
            kind=step.kind,
            command=str(step.command),
            seconds=completed.seconds,
            verdicts=check_engine_size(size.size_bytes, size.meaning, disk, exact=size.exact),
            checked_at=time.time(),
            engine_size=(size.size_bytes, size.meaning),
        )
        return Done(result=result, identity=identity, good=not result.failures)

    work = Work(
        name=project.record_name(step.name),
        kind=StepResult,
        made_of=key,
        identity=identity,
        checked_as=lambda _: key,
        do=do,
    )
    return shown(once(project.store, work, recheck=project.settings.recheck))
