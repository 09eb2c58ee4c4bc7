"""Walks a plan step by step; stops at the first check that fails, and saves after each step."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from slimgo.errors import CheckFailed, EngineFailed
from slimgo.pipeline.binary import make_binary
from slimgo.pipeline.image import Built, inspect_image, make_image, prove_image
from slimgo.pipeline.project import Project
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
    built: Built | None = None
    save(result)  # an earlier run's green result must not outlive this one's failure
    try:
        for step in steps:
            project.tell(StepStarted(number=step.number, name=step.name))
            if step.kind == "image":
                built = _make_image(project, step)
                done = built.result
            elif step.kind in ("build", "pack"):
                done = make_binary(project, step)
            else:
                done = _with_image(project, step, built)
                if built and step.kind == "run" and not done.failures:
                    built = replace(built, unchecked="")
            result = replace(result, steps=(*result.steps, done))
            save(result)
            if _was_not_made(step, done):
                project.tell(CommandKnown(command=step.command))
            project.tell(StepDone(result=done))
            if done.failures:
                project.store.forget(step.name)
            _stop_at_failure(done)
    finally:
        if built and built.unchecked and project.engine:
            with suppress(EngineFailed):  # what happened first counts; the next run clears it away
                project.engine.discard(built.unchecked)
    return result


def _was_not_made(step: Step, done: StepResult) -> bool:
    """Whether its command is to be shown though it did not run now; a run shows what it was asked
    instead. With --recheck only the verdicts are taken again."""
    rechecked = done.artifact is not None and not done.seconds
    return rechecked or (done.up_to_date and step.kind != "run")


def _make_image(project: Project, step: Step) -> Built:
    if project.engine is None:
        raise ValueError("a plan without an engine has no image")
    return make_image(project, project.engine, step)


def _with_image(project: Project, step: Step, built: Built | None) -> StepResult:
    if project.engine is None or built is None:
        raise ValueError(f"{step.name} comes before its image")
    do = prove_image if step.kind == "run" else inspect_image
    return do(project, project.engine, step, built)


def _stop_at_failure(done: StepResult) -> None:
    for verdict in done.failures:
        raise CheckFailed(
            f"{done.name}: {verdict.check} ✗", why=verdict.evidence, cure=verdict.cure
        )
