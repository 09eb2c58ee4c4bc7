"""A step that makes a program: built or packed beside, read, checked, run, then named."""

from __future__ import annotations

from dataclasses import replace

from slimgo.checks.binary import binary_expectation
from slimgo.facts.binary import digest
from slimgo.facts.sources import source_digests
from slimgo.pipeline.project import Project
from slimgo.pipeline.proof import prove_binary
from slimgo.plan.catalogue import QUESTIONS
from slimgo.plan.environment import PINNED
from slimgo.plan.fingerprint import fingerprint, verdict_key
from slimgo.plan.recipe import build_settings
from slimgo.run.process import run
from slimgo.values.binary import BinaryExpectation
from slimgo.values.event import CommandStarted
from slimgo.values.record import Record
from slimgo.values.result import StepResult
from slimgo.values.step import Step
from slimgo.values.variant import Variant


def make_binary(project: Project, step: Step) -> StepResult:
    """Does the step, or shows what is known of it when nothing has changed."""
    if step.variant is None:
        raise ValueError(f"{step.name} makes no program")
    final = project.path(step.makes)
    final.parent.mkdir(parents=True, exist_ok=True)
    made_from = _made_from(project, step, step.variant)
    expected = _expectation(project, step.variant)
    known = project.record(step)
    identity = digest(final) if final.is_file() else ""
    fresh = known is not None and (known.made_from, known.identity) == (made_from, identity)
    checked_as = verdict_key(
        subject=identity, expectation=(expected, QUESTIONS), tools=project.readers(step.variant)
    )
    if known and fresh and known.checked_as == checked_as and not project.settings.recheck:
        return known.unchanged()
    seconds = 0.0
    if fresh:
        final.chmod(0o755)  # what the image is made of has one mode, whoever touched it
    with project.store.beside(final) as part:
        if not fresh:
            beside = part.relative_to(project.settings.project).as_posix()
            # from the folder that the command's own output is seen from
            output = (step.command.output or "").removesuffix(step.makes) + beside
            project.tell(
                CommandStarted(command=step.command, last_seconds=_last_seconds(known, step))
            )
            seconds = run(step.command.with_output(output), project.surroundings).seconds
        result = prove_binary(project, step, final if fresh else part, expected, seconds)
        if result.failures or result.artifact is None:
            return result
        if not fresh:
            project.store.keep(part, final)
    identity = result.artifact.sha256
    checked_as = verdict_key(
        subject=identity, expectation=(expected, QUESTIONS), tools=project.readers(step.variant)
    )
    project.remember(
        step,
        Record(
            made_from=made_from,
            checked_as=checked_as,
            identity=identity,
            # when only its verdicts are taken again, the time of its making stays known
            result=replace(result, seconds=known.result.seconds) if known and fresh else result,
        ),
    )
    return result


def _last_seconds(known: Record | None, step: Step) -> float:
    """How long the same command took; 0 where another one made what is remembered."""
    return known.result.seconds if known and known.result.command == str(step.command) else 0.0


def _made_from(project: Project, step: Step, made: Variant) -> str:
    """The fingerprint: of the sources for a build, of what is packed for a packing."""
    if made.packing:
        inputs = [(step.packed_from, digest(project.path(step.packed_from)))]
        tools = [project.packers[made.packing.packer].identity]
    else:
        inputs = source_digests(project.path(project.settings.app))
        tools = [project.go.identity]
    return fingerprint(
        command=step.command,
        environment=(*PINNED, ("GOARCH", project.target.goarch)),
        inputs=tuple(inputs),
        tools=tuple(tools),
    )


def _expectation(project: Project, made: Variant) -> BinaryExpectation:
    return binary_expectation(
        made,
        target=project.target,
        go_version=f"go{project.go.version}",
        settings=build_settings(made, project.target),
    )
