"""The image: built under a temporary name, read, checked, run, and only then tagged."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from slimgo import __version__
from slimgo.checks.access import check_access
from slimgo.checks.image import (
    ImageExpectation,
    check_image,
    check_unread,
    image_expectation,
)
from slimgo.checks.running import check_probe, check_surroundings
from slimgo.checks.size import check_engine_size
from slimgo.errors import BadInput, CommandFailed, EngineFailed
from slimgo.facts.binary import digest
from slimgo.facts.container import probe
from slimgo.facts.image import read_image
from slimgo.pipeline.project import Project
from slimgo.plan.article import build_args
from slimgo.plan.catalogue import QUESTIONS, SERVICE_PORT
from slimgo.plan.dockerfile import image_plan
from slimgo.plan.fingerprint import fingerprint, verdict_key
from slimgo.plan.modes import image_mode, mode_note
from slimgo.plan.moment import epoch, rfc3339
from slimgo.run.engine.builtin.context import sources
from slimgo.run.engine.protocol import Engine
from slimgo.run.process import run
from slimgo.values.artifact import Artifact
from slimgo.values.event import CommandStarted, Doing, Note
from slimgo.values.image import ImagePlan
from slimgo.values.record import Record
from slimgo.values.result import StepResult
from slimgo.values.step import Step
from slimgo.values.verdict import Verdict

_BUILD_SECONDS = 600
_IGNORE_FILES = (
    *("Dockerfile.dockerignore", ".dockerignore"),  # BuildKit takes the first that is there
    *("Dockerfile.containerignore", ".containerignore"),  # and podman these
)


@dataclass(frozen=True, kw_only=True)
class Built:
    """unchecked: the name of an image that still waits for its tag; empty when it has it."""

    result: StepResult
    unchecked: str


def make_image(project: Project, engine: Engine, step: Step) -> Built:
    """Builds it if anything has changed, and compares what an export holds with the Dockerfile."""
    expected = _expectation(project, engine)
    # what an unread Dockerfile is made of is not known, so the engine builds each time
    unread = isinstance(expected, BadInput)
    made_from = "" if unread else _made_from(project, engine, step)
    identity = engine.identity(step.makes)
    known = project.record(step)
    fresh = (
        known is not None
        and not unread
        and (known.made_from, known.identity) == (made_from, identity)
    )
    key = verdict_key(subject=identity, expectation=expected, tools=_readers(engine))
    if known and fresh and known.checked_as == key and not project.settings.recheck:
        return Built(result=known.unchanged(), unchecked="")
    if fresh:
        image = step.makes
        result = _read(project, engine, step, expected, image=image, seconds=0.0)
    else:
        image = engine.unchecked(step.makes)
        try:
            project.tell(CommandStarted(command=step.command))
            _tell_modes(project, engine)
            command = step.command.with_output(image)
            built = run(command, project.surroundings, timeout_seconds=_BUILD_SECONDS)
            result = _read(project, engine, step, expected, image=image, seconds=built.seconds)
        except BaseException as error:
            with suppress(EngineFailed):  # what happened first counts; the next run clears it away
                engine.discard(image)
            if isinstance(error, CommandFailed) and isinstance(expected, BadInput):
                error.cure = expected.cure
            raise
    if not result.failures:
        identity = engine.identity(image)
        key = verdict_key(subject=identity, expectation=expected, tools=_readers(engine))
        project.remember(
            step, Record(made_from=made_from, checked_as=key, identity=identity, result=result)
        )
    return Built(result=result, unchecked="" if fresh else image)


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
    began = time.perf_counter()
    project.tell(Doing(text="reading the image back"))
    with tempfile.TemporaryDirectory(dir=project.store.parts) as folder:
        facts = read_image(engine.archive(image, Path(folder)))
    return StepResult(
        name=step.name,
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
        + check_access(facts),
        checked_at=time.time(),
    )


def _dockerfile(project: Project) -> ImagePlan:
    path = project.path("Dockerfile")
    try:
        args = dict(build_args(project.settings.packer))
        return image_plan(path.read_text(encoding="utf-8"), args)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read", why=str(error)) from error


def _expectation(project: Project, engine: Engine) -> ImageExpectation | BadInput:
    """What the Dockerfile says of the files that are there now.

    An engine that builds more than our reader can read has what the reader says returned; the
    built-in one has it raised.
    """
    try:
        return _read_expectation(project, ours=engine.name == "builtin")
    except BadInput as error:
        if engine.name == "builtin" or not project.path("Dockerfile").is_file():
            raise
        return error


def _read_expectation(project: Project, *, ours: bool) -> ImageExpectation:
    plan = _dockerfile(project)
    contents = {}
    files = _sources(project)
    for copy in plan.copies:
        path = files[copy.source]
        mode = path.stat().st_mode & 0o777
        if ours:
            mode = image_mode(mode)
        contents[copy.source] = (mode, path.stat().st_size, digest(path))
    return image_expectation(
        plan,
        contents,
        target=project.target,
        created=rfc3339(epoch(_source_date_epoch(project))) if ours else "",
    )


def _tell_modes(project: Project, engine: Engine) -> None:
    if engine.name != "builtin":
        return
    files = _sources(project)
    for copy in _dockerfile(project).copies:
        note = mode_note(copy.source, files[copy.source].stat().st_mode)
        if note and copy.mode is None:
            project.tell(Note(text=note))


def _sources(project: Project) -> Mapping[str, Path]:
    own = project.path("Dockerfile.dockerignore")
    ignored = own if own.is_file() else project.path(".dockerignore")
    return sources(_dockerfile(project).copies, project.settings.project, ignored)


def _made_from(project: Project, engine: Engine, step: Step) -> str:
    inputs = {"Dockerfile": project.path("Dockerfile"), **_sources(project)}
    there = {name: project.path(name) for name in _IGNORE_FILES}
    inputs |= {name: path for name, path in there.items() if path.is_file()}
    return fingerprint(
        command=step.command,
        environment=(
            ("GOARCH", project.target.goarch),
            ("SOURCE_DATE_EPOCH", _source_date_epoch(project)),
        ),
        inputs=tuple(
            (name, f"{digest(path)} {path.stat().st_mode:o}") for name, path in inputs.items()
        ),
        tools=(engine.name, engine.version),
    )


def _readers(engine: Engine) -> tuple[str, ...]:
    """What an image's verdicts depend on besides it: who exported it, and who ran it."""
    return (__version__, engine.name, engine.version, engine.isolation)


def _source_date_epoch(project: Project) -> str:
    return project.surroundings.environment.get("SOURCE_DATE_EPOCH", "")


def prove_image(project: Project, engine: Engine, step: Step, built: Built) -> StepResult:
    """Runs the image, asks it, ends it. Only an image that passed gets its tag."""
    identity = built.result.image.config_digest if built.result.image else ""
    asked = (QUESTIONS, project.settings.read_only)
    key = verdict_key(subject=identity, expectation=asked, tools=_readers(engine))
    known = project.record(step)
    if not (built.unchecked or project.settings.recheck) and known and known.checked_as == key:
        return known.unchanged()
    began = time.perf_counter()
    project.tell(Doing(text="running the image"))
    facts = probe(
        lambda: engine.start(
            built.unchecked or step.makes, port=SERVICE_PORT, read_only=project.settings.read_only
        ),
        tuple(question.path for question in QUESTIONS),
        port=SERVICE_PORT,
    )
    result = StepResult(
        name=step.name,
        command=str(step.command),
        check_seconds=time.perf_counter() - began,
        verdicts=check_probe(facts, QUESTIONS)
        + check_surroundings(facts, read_only=project.settings.read_only)
        + (_size_verdicts(project, engine, built) if built.unchecked else ()),
        checked_at=time.time(),
    )
    if not result.failures:
        if built.unchecked:
            engine.publish(built.unchecked, step.makes)
        project.remember(
            step, Record(made_from=key, checked_as=key, identity=identity, result=result)
        )
    return result


def _size_verdicts(project: Project, engine: Engine, built: Built) -> tuple[Verdict, ...]:
    """Also what the engine says of the size is looked at before the image gets its tag."""
    inspected = run(engine.inspect_command(built.unchecked), project.surroundings)
    size = engine.size(inspected.stdout)
    disk = built.result.artifact.size_bytes if built.result.artifact else 0
    verdicts = check_engine_size(size.size_bytes, size.meaning, disk, exact=size.exact)
    return tuple(verdict for verdict in verdicts if verdict.status != "skip")


def inspect_image(project: Project, engine: Engine, step: Step, built: Built) -> StepResult:
    """What the engine itself calls the size, beside what it means by it."""
    identity = engine.identity(step.makes)
    disk = built.result.artifact.size_bytes if built.result.artifact else 0
    key = verdict_key(subject=identity, expectation=disk, tools=_readers(engine))
    known = project.record(step)
    if known and known.checked_as == key and not project.settings.recheck:
        return known.unchanged()
    project.tell(CommandStarted(command=step.command))
    completed = run(step.command, project.surroundings, timeout_seconds=_BUILD_SECONDS)
    size = engine.size(completed.stdout)
    result = StepResult(
        name=step.name,
        command=str(step.command),
        seconds=completed.seconds,
        verdicts=check_engine_size(size.size_bytes, size.meaning, disk, exact=size.exact),
        checked_at=time.time(),
        engine_size=(size.size_bytes, size.meaning),
    )
    if not result.failures:
        project.remember(
            step, Record(made_from=key, checked_as=key, identity=identity, result=result)
        )
    return result
