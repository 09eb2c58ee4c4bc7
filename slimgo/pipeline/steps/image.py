"""The image: built under a temporary name, read, checked, run, and only then tagged."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from slimgo.checks.image import ImageExpectation, check_image, check_kept, check_unread
from slimgo.engines.protocol import Engine
from slimgo.errors import BadInput, CommandFailed, EngineFailed
from slimgo.oci.modes import mode_note
from slimgo.pipeline.dockerfile import copied, dockerfile, expectation, made_of, readers
from slimgo.pipeline.once import Done, Work, once
from slimgo.pipeline.project import Project
from slimgo.pipeline.shown import shown
from slimgo.pipeline.steps.built import Built
from slimgo.pipeline.written import write
from slimgo.plan.fingerprint import verdict_key
from slimgo.run.process import run
from slimgo.values.artifact import Artifact
from slimgo.values.event import CommandStarted, Doing, Note
from slimgo.values.image import ImageFacts
from slimgo.values.result import StepResult
from slimgo.values.step import Step
from slimgo.values.verdict import Verdict

_BUILD_SECONDS = 600


def make_image(project: Project, engine: Engine, step: Step) -> Built:
    """Builds it if anything has changed, and compares what an export holds with the Dockerfile."""
    write(project)
    expected = expectation(project, engine)
    # what an unread Dockerfile is made of is not known, so the engine builds each time
    unread = isinstance(expected, BadInput)
    unchecked = engine.unchecked(step.makes)

    def do(good: StepResult | None) -> Done[StepResult]:
        if good:
            image, seconds = step.makes, good.seconds
            result = _read(project, engine, step, expected, image=image, seconds=seconds)
        else:
            image = unchecked
            with _discarded_on_error(engine, image, expected):
                seconds = _build(project, engine, step, image)
                result = _read(project, engine, step, expected, image=image, seconds=seconds)
        return Done(result=result, identity=engine.identity(image), good=not result.failures)

    work = Work(
        name=project.record_name(step.name),
        kind=StepResult,
        made_of="" if unread else made_of(project, engine, step),
        identity=engine.identity(step.makes),
        checked_as=lambda identity: verdict_key(
            subject=identity, expectation=expected, tools=readers(engine)
        ),
        do=do,
    )
    outcome = once(project.store, work, recheck=project.settings.recheck)
    return Built(result=shown(outcome), unchecked=unchecked if outcome.how == "made" else "")


def _build(project: Project, engine: Engine, step: Step, image: str) -> float:
    """image: the name that it gets. Returns the seconds it took. Raises CommandFailed."""
    project.tell(CommandStarted(command=step.command))
    _tell_modes(project, engine)
    command = step.command.with_output(image)
    # what a builder that is killed leaves of its own goes with ours
    environment = {**project.surroundings.environment, "TMPDIR": str(project.store.parts)}
    surroundings = replace(project.surroundings, environment=environment)
    return run(command, surroundings, timeout_seconds=_BUILD_SECONDS).seconds


@contextmanager
def _discarded_on_error(
    engine: Engine, image: str, expected: ImageExpectation | BadInput
) -> Iterator[None]:
    """Nothing is left of an image that could not be built or read."""
    try:
        yield
    except BaseException as error:
        with suppress(EngineFailed):  # what happened first counts; the next run clears it away
            engine.discard(image)
        if isinstance(error, CommandFailed) and isinstance(expected, BadInput):
            error.cure = expected.cure
        raise


def _read(
    project: Project,
    engine: Engine,
    step: Step,
    expected: ImageExpectation | BadInput,
    *,
    image: str,
    seconds: float,
) -> StepResult:
    """What an export of the image holds, against what it should hold."""
    from slimgo.checks.access import check_access  # a rerun reads no image, and is short
    from slimgo.oci.read import read_image

    began = time.perf_counter()
    project.tell(Doing(text="reading the image back"))
    with tempfile.TemporaryDirectory(dir=project.store.parts) as folder:
        facts = read_image(engine.archive(image, Path(folder)))
    return StepResult(
        name=step.name,
        kind=step.kind,
        command=str(step.command),
        seconds=seconds,
        check_seconds=time.perf_counter() - began,
        artifact=Artifact(
            path=step.makes,
            size_bytes=facts.disk_size_bytes,
            sha256=facts.config_digest.removeprefix("sha256:"),
        ),
        image=facts,
        verdicts=(
            check_unread(facts, project.target, expected.what)
            if isinstance(expected, BadInput)
            else check_image(facts, expected)
        )
        + _kept(project, facts)
        + check_access(facts),
        checked_at=time.time(),
    )


def _kept(project: Project, facts: ImageFacts) -> tuple[Verdict, ...]:
    """Whether it says what the image says that it was made of; nothing where there is none."""
    original = project.program.source.image
    return (check_kept(facts.config, original.config),) if original else ()


def _tell_modes(project: Project, engine: Engine) -> None:
    if not engine.kind.normalises_modes:
        return
    files = copied(project)
    for copy in dockerfile(project).copies:
        note = mode_note(copy.source, files[copy.source].stat().st_mode)
        if note and copy.mode is None:
            project.tell(Note(text=note))
