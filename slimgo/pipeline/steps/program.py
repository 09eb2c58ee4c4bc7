"""A step that makes a program: built or packed beside, read, checked, run, then named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from slimgo.checks.binary import binary_expectation
from slimgo.errors import CommandFailed
from slimgo.facts.binary import digest
from slimgo.pipeline.once import Done, Work, once, record
from slimgo.pipeline.prices import priced, unpriced
from slimgo.pipeline.project import Project
from slimgo.pipeline.shown import shown
from slimgo.pipeline.sources import sources_of
from slimgo.plan.environment import PINNED
from slimgo.plan.faults import known_faults
from slimgo.plan.fingerprint import fingerprint, verdict_key
from slimgo.plan.given_files import with_digests
from slimgo.plan.recipe import build_settings
from slimgo.plan.surroundings import FULL, SHORT, emulated
from slimgo.run.process import run
from slimgo.values.binary import BinaryExpectation
from slimgo.values.event import CommandStarted, Doing, Note
from slimgo.values.result import StepResult
from slimgo.values.sources import Sources
from slimgo.values.step import Step
from slimgo.values.surrounding import KnownFault, Surrounding
from slimgo.values.variant import Variant


def make_program(project: Project, step: Step) -> StepResult:
    """Does the step, or shows what is known of it when nothing has changed."""
    if step.variant is None:
        raise ValueError(f"{step.name} makes no program")
    made = step.variant
    final = project.path(step.makes)
    final.parent.mkdir(parents=True, exist_ok=True)
    sources = _sources(project, step) if step.kind == "build" else None
    expected = _expectation(project, made)

    def do(good: StepResult | None) -> Done[StepResult]:
        if good:
            final.chmod(0o755)  # what the image is made of has one mode, whoever touched it
            return _proven(project, step, final, expected, seconds=good.seconds, sources=sources)
        with project.store.beside(final) as part:
            seconds = _make(project, step, part, sources)
            done = _proven(project, step, part, expected, seconds=seconds, sources=sources)
            if done.good:
                project.store.keep(part, final)
            return done

    work = Work(
        name=project.record_name(step.name),
        kind=StepResult,
        made_of=_made_of(project, step, made, sources),
        identity=digest(final) if final.is_file() else "",
        checked_as=lambda identity: verdict_key(
            subject=identity,
            expectation=(
                expected,
                with_digests(project.program.probes),
                project.program.companions,
            ),
            tools=project.readers(made),
        ),
        do=do,
        complete=lambda known: (
            priced(project, step, final, expected, known) if step.priced else known
        ),
    )
    outcome = once(project.store, work, recheck=project.settings.recheck)
    return shown(outcome if step.priced else replace(outcome, result=unpriced(outcome.result)))


def _proven(
    project: Project,
    step: Step,
    path: Path,
    expected: BinaryExpectation,
    *,
    seconds: float,
    sources: Sources | None,
) -> Done[StepResult]:
    from slimgo.pipeline.proof import prove_binary  # a rerun proves nothing, and is short

    left_out = sources.left_out if sources else ()
    result = prove_binary(project, step, path, expected, seconds, left_out=left_out)
    identity = result.artifact.sha256 if result.artifact else ""
    return Done(result=result, identity=identity, good=bool(identity) and not result.failures)


def _sources(project: Project, step: Step) -> Sources:
    """Raises BadInput for a package that is no program."""

    def asking() -> None:
        if project.modules_from:
            project.tell(Note(text=project.modules_from))
        project.tell(Doing(text="asking Go what it is made of"))

    sources = sources_of(
        step.command,
        project.surroundings,
        project.store,
        go=project.go.identity,
        asking=asking,
        heard=project.heard,
    )
    if not sources.is_program:
        from slimgo.checks.building import no_program

        raise no_program(sources.package, step.command.argv[-1])
    return sources


def _make(project: Project, step: Step, part: Path, sources: Sources | None) -> float:
    """Builds or packs; returns the seconds it took. part: where it goes. Raises CommandFailed."""
    from slimgo.checks.building import build_failure, suspicion  # a rerun needs none of it
    from slimgo.checks.glibc import advice

    if sources and sources.left_out:
        project.tell(Note(text=suspicion(sources.left_out), loud=True))
    made = project.prebuilt.get(step.makes)
    if made and made.is_file():
        made.replace(part)
        return 0.0
    last_seconds = _last_seconds(project, step)
    source = project.program.source
    if step.kind == "take" and source.packed_by:
        told = f"{source.executable} is packed by {source.packed_by}: it is unpacked first"
        project.tell(Note(text=told, loud=True))
    project.tell(CommandStarted(command=step.command, last_seconds=last_seconds))
    beside = part.relative_to(project.settings.project).as_posix()
    # from the folder that the command's own output is seen from
    output = (step.command.output or "").removesuffix(step.makes) + beside
    try:
        done = run(step.command.with_output(output), project.surroundings)
    except CommandFailed as error:
        if sources is None:
            raise
        raise build_failure(error.what, error.why, sources.left_out) from error
    if step.kind == "build" and step.variant:
        for line in advice(done.stderr, step.variant.tags):
            project.tell(Note(text=line, loud=True))
    return done.seconds


def is_made(project: Project, step: Step) -> bool:
    """Whether what the step makes is there, and of what it would be made of now."""
    final = project.path(step.makes)
    known = record(project.store, project.record_name(step.name), StepResult)
    return (
        known is not None
        and final.is_file()
        and known.identity == digest(final)
        and known.made_of == made_of(project, step)
    )


def _last_seconds(project: Project, step: Step) -> float:
    """How long the same command took; 0 where another one made what is remembered."""
    known = record(project.store, project.record_name(step.name), StepResult)
    return known.result.seconds if known and known.result.command == str(step.command) else 0.0


def made_of(project: Project, step: Step) -> str:
    """The fingerprint of what the step makes; see _made_of."""
    if step.variant is None:
        raise ValueError(f"{step.name} makes no program")
    sources = _sources(project, step) if step.kind == "build" else None
    return _made_of(project, step, step.variant, sources)


def _made_of(project: Project, step: Step, made: Variant, sources: Sources | None) -> str:
    """The fingerprint: of the sources for a build, of what is packed for a packing.

    Empty where Go could not tell what a build is made of: then it is built, and says why.
    """
    source = project.program.source
    if step.kind == "take":
        inputs = [(source.executable, digest(project.path(source.executable)))]
        tools = [project.packers[source.packed_by].identity] if source.packed_by else []
    elif made.packing:
        inputs = [(step.packed_from, digest(project.path(step.packed_from)))]
        tools = [project.packers[made.packing.packer].identity]
    elif sources and sources.complete:
        inputs = list(sources.inputs)
        tools = [project.go.identity, sources.compiler]
    else:
        return ""
    return fingerprint(
        command=step.command,
        environment=(*PINNED, ("GOARCH", project.target.goarch)),
        inputs=tuple(inputs),
        tools=tuple(tools),
    )


def _expectation(project: Project, made: Variant) -> BinaryExpectation:
    packing = made.packing
    known: tuple[KnownFault, ...] = ()
    if packing and project.expects_known_faults:
        known = known_faults(packing.packer, project.packers[packing.packer].version)
    return binary_expectation(
        made,
        target=project.target,
        go_version=f"go{made.toolchain or project.go.version}",
        settings=build_settings(made, project.target),
        surroundings=_surroundings(project),
        known_faults=known,
    )


def _surroundings(project: Project) -> tuple[Surrounding, ...]:
    """An emulator is slow: what is shipped is started in a few, and in the matrix in all."""
    if project.emulator:
        return emulated(FULL if project.expects_known_faults else SHORT)
    return SHORT
