"""`run`: the image started, asked and ended. Only one that passed gets its tag."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from slimgo.checks.size import check_engine_size
from slimgo.engines.protocol import Engine
from slimgo.pipeline.dockerfile import readers
from slimgo.pipeline.once import Done, Work, once
from slimgo.pipeline.project import Project
from slimgo.pipeline.shown import shown
from slimgo.pipeline.steps.built import Built
from slimgo.plan.fingerprint import verdict_key
from slimgo.plan.given_files import with_digests
from slimgo.run.process import run
from slimgo.values.event import Doing
from slimgo.values.probe import Given, Probe
from slimgo.values.question import ProbeFacts
from slimgo.values.result import StepResult
from slimgo.values.running import Running
from slimgo.values.start import Start
from slimgo.values.step import Step
from slimgo.values.verdict import Verdict, skipped

if TYPE_CHECKING:
    from slimgo.pipeline.probing import Probed


def prove_image(project: Project, engine: Engine, step: Step, built: Built) -> StepResult:
    """Runs the image, asks it, ends it. Only an image that passed gets its tag."""
    identity = built.result.image.config_digest if built.result.image else ""
    program = project.program
    asked = (
        with_digests(program.probes),
        program.companions,
        project.settings.read_only,
        program.source.image,
    )
    runners = (*readers(engine), *_runner(project))
    key = verdict_key(subject=identity, expectation=asked, tools=runners)

    def do(_: StepResult | None) -> Done[StepResult]:
        result = _proven(project, engine, step, built)
        if built.unchecked and not result.failures:
            engine.publish(built.unchecked, step.makes)
        return Done(result=result, identity=identity, good=not result.failures)

    work = Work(
        name=project.record_name(step.name),
        kind=StepResult,
        made_of=key,
        identity=identity,
        checked_as=lambda _: key,
        do=do,
    )
    recheck = project.settings.recheck or bool(built.unchecked)
    return shown(once(project.store, work, recheck=recheck))


def _runner(project: Project) -> tuple[str, ...]:
    """What runs an image of another target, or why nothing does."""
    emulator = f"emulator {project.emulator}" if project.emulator else ""
    return tuple(filter(None, (emulator, project.not_started)))


def _proven(project: Project, engine: Engine, step: Step, built: Built) -> StepResult:
    from slimgo.pipeline.probing import all_probed, probed  # a rerun runs nothing, and is short

    began = time.perf_counter()
    project.tell(Doing(text="running the image"))
    image = built.unchecked or step.makes
    done: Sequence[Probed] = ()
    if project.not_started:
        verdicts: tuple[Verdict, ...] = (skipped("runs", project.not_started),)
    else:
        done = all_probed(project.program.probes, partial(_started, project, engine, image))
        verdicts = _running_verdicts(project, done)
    if done and built.result.image and not any(each.status == "fail" for each in verdicts):
        from slimgo.pipeline.alike import image_alike, original_alike

        def again(how: Probe) -> ProbeFacts:
            with _started(project, engine, image, how) as start:
                return probed(start, how)[0]

        verdicts += image_alike(project, engine, image, built.result.image, done=done, again=again)
        verdicts += original_alike(project, done=done, again=again)
    return StepResult(
        name=step.name,
        kind=step.kind,
        command=str(step.command),
        check_seconds=time.perf_counter() - began,
        verdicts=verdicts + (_size_verdicts(project, engine, built) if built.unchecked else ()),
        checked_at=time.time(),
    )


@contextmanager
def _started(
    project: Project, engine: Engine, image: str, how: Probe
) -> Iterator[Callable[[], Running]]:
    from slimgo.pipeline.starts import accompanied

    start = Start(
        port=how.port,
        given=_given(project, how),
        reaches=tuple(each.port for each in project.program.companions),
        read_only=project.settings.read_only,
    )
    with accompanied(project.program.companions, project.surroundings):
        yield lambda: engine.start(image, start)


def _given(project: Project, how: Probe) -> Given:
    """In the words of its image, which may be made of one that exists."""
    original = project.program.source.image
    if original is None:
        return how.given
    from slimgo.pipeline.shrink.started import given_to

    return given_to(original.config, how.given)


def _running_verdicts(project: Project, done: Sequence[Probed]) -> tuple[Verdict, ...]:
    """Of each probe, and behind them what it wrote; what its isolation cannot show is told once."""
    from slimgo.checks.writes import check_surroundings
    from slimgo.pipeline.probing import numbered, verdicts_of

    read_only = project.settings.read_only
    written: list[Verdict] = []
    for number, each in enumerate(done, start=1):
        told = check_surroundings(each.facts, read_only=read_only)
        written += numbered(told if number == 1 else told[:1], number)
    return (*verdicts_of(done), *written)


def _size_verdicts(project: Project, engine: Engine, built: Built) -> tuple[Verdict, ...]:
    """Also what the engine says of the size is looked at before the image gets its tag."""
    inspected = run(engine.inspect_command(built.unchecked), project.surroundings)
    size = engine.size(inspected.stdout)
    disk = built.result.artifact.size_bytes if built.result.artifact else 0
    files = built.result.image.files if built.result.image else ()
    verdicts = check_engine_size(
        size.size_bytes,
        size.meaning,
        disk,
        exact=size.exact,
        links_bytes=sum(len(file.link.encode()) for file in files),
    )
    return tuple(verdict for verdict in verdicts if verdict.status != "skip")
