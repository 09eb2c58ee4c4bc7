"""Walks a plan step by step; stops at the first check that fails, and saves after each step."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from slimgo.errors import CheckFailed, EngineFailed
from slimgo.pipeline.project import Project
from slimgo.pipeline.steps.kinds import KINDS, Image, Kind
from slimgo.values.event import CommandKnown, StepDone, StepStarted
from slimgo.values.result import Result, StepResult
from slimgo.values.step import Step


def walk(
    project: Project, steps: tuple[Step, ...], result: Result, save: Callable[[Result], None]
) -> Result:
    """result: what is known before the first step; returned with all steps done.

    Raises CheckFailed after the step that failed has been told and saved. An image that did
    not pass keeps no name.
    """
    image: Image = None
    save(result)  # an earlier run's green result must not outlive this one's failure
    try:
        for step in steps:
            kind = KINDS[step.kind]
            project.tell(StepStarted(number=step.number, name=step.name))
            done, image = kind.do(project, step, image)
            result = replace(result, steps=(*result.steps, done))
            save(result)
            if _was_not_made(kind, done):
                project.tell(CommandKnown(command=step.command))
            project.tell(StepDone(result=done))
            if done.failures:
                project.store.forget(project.record_name(step.name))
            _stop_at_failure(done)
    finally:
        if image and image.unchecked and project.engine:
            with suppress(EngineFailed):  # what happened first counts; the next run clears it away
                project.engine.discard(image.unchecked)
    return result


def _was_not_made(kind: Kind, done: StepResult) -> bool:
    """Whether its command is to be shown though it did not run now. With --recheck only the
    verdicts are taken again."""
    rechecked = done.artifact is not None and not done.seconds
    return rechecked or (done.up_to_date and kind.shows_command)


def _stop_at_failure(done: StepResult) -> None:
    for verdict in done.failures:
        raise CheckFailed(
            f"{done.name}: {verdict.check} ✗", why=verdict.evidence, cure=verdict.cure
        )
