"""`slimgo build`: any program of a module, built, packed, made an image, and proven."""

from __future__ import annotations

from dataclasses import dataclass, replace

from slimgo.config.settings import Options, Settings
from slimgo.errors import BadInput, CheckFailed
from slimgo.facts.discover import discover
from slimgo.pipeline.once import Done, Work, once
from slimgo.pipeline.project import Project
from slimgo.pipeline.starts import starter
from slimgo.pipeline.steps.program import made_of, make_program
from slimgo.pipeline.way import Way
from slimgo.plan.packers import PACKERS
from slimgo.plan.packers import packing as packing_for
from slimgo.plan.ship import binary_steps, dockerfile, image_steps
from slimgo.values.discovery import Discovery
from slimgo.values.event import Doing
from slimgo.values.probe import CommandLine, Lives, Probe, Unknown, service
from slimgo.values.program import Program
from slimgo.values.question import Question
from slimgo.values.step import Step
from slimgo.values.variant import Packing

HELP = ("--help",)
"""What a command is asked where nothing else was said."""


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What was said of a program whose probe is still to be found out."""

    questions: tuple[Question, ...] = ()


def packing_of(packer: str, goarch: str, *, best: bool) -> Packing | None:
    """packer: as typed; empty for the usual one: gopack where it packs for the processor, else
    none. Raises BadInput for one that does not pack for it."""
    there = goarch in PACKERS["gopack"].goarchs
    packer = packer or ("gopack" if there else "none")
    if packer == "none":
        if best:
            raise BadInput("--best is for a packer, and there is none here", cure="leave it out")
        return None
    if packer == "gopack" and not there:
        raise BadInput(
            f"gopack does not pack for {goarch}", cure="choose --pack upx or --pack none"
        )
    return packing_for(packer, best=best, lzma=False, brute=False)


def ship_way(packing: Packing | None) -> Way:
    """The way of any program. packing: None to leave it as it was built."""

    def steps(project: Project, _: Options) -> tuple[Step, ...]:
        program = project.program
        planned = binary_steps(program, packing=packing, target=project.target, host=project.host)
        engine = project.engine
        if engine is None:
            return planned
        return planned + image_steps(
            program,
            build=engine.build_command(program.tag, program.build_args, program.context),
            run=engine.run_command(
                program.tag,
                port=program.probe.port,
                host_port=program.probe.port,
                read_only=project.settings.read_only,
            ),
            after=planned[-1].name,
        )

    def packers(_: Settings, names: tuple[str, ...]) -> tuple[str, ...]:
        return (packing.packer,) if packing and {*names} - {"build"} else ()

    return Way(
        whole=("build", *(["pack"] if packing else []), "image", "run"),
        with_engine=frozenset(("image", "run")),
        packers=packers,
        steps=steps,
        run_it=lambda _: "",
        saved_as="result.json",
    )


def discovered(project: Project, way: Way, options: Options, choices: Choices) -> Project:
    """The project with a probe for its program: started without arguments, it shows whether it
    listens, ends, or neither. Raises CheckFailed, BadInput."""
    program = project.program
    if not isinstance(program.probe, Unknown):
        return project
    if project.level is None:
        if choices.questions:
            raise BadInput(
                f"where {program.name} listens cannot be found out here",
                why=project.level_reason,
                cure="name its port, as in --port 8080",
            )
        return with_probe(project, Lives())  # the engine can still start it
    level = project.level.name
    build = way.chosen(project, options, ("build",))[0]

    def do(_: Discovery | None) -> Done[Discovery]:
        done = make_program(project, build)
        if done.failures:
            verdict = done.failures[0]
            raise CheckFailed(
                f"{build.name}: {verdict.check} ✗", why=verdict.evidence, cure=verdict.cure
            )
        project.tell(Doing(text="starting it to see what it does"))
        with starter(project, project.path(build.makes)) as start:
            return Done(result=discover(start), identity=key)

    key = made_of(project, build)
    work = Work(
        name=project.record_name("discovered"),
        kind=Discovery,
        made_of=key,
        identity=key,
        checked_as=lambda _: level,
        do=do,
    )
    seen = once(project.store, work, recheck=project.settings.recheck).result
    return with_probe(project, probe_of(program, seen, choices))


def probe_of(program: Program, seen: Discovery, choices: Choices) -> Probe:
    """What a discovery says of how the program is to be asked. Raises BadInput."""
    if seen.status is not None:
        if choices.questions:
            raise BadInput(
                f"{program.name} ends by itself, with status {seen.status}, and cannot be asked",
                why=seen.words,
                cure="leave --ask out, and say what it is to do: --run '--version'",
            )
        return CommandLine(arguments=HELP)
    if len(seen.ports) > 1:
        ports = ", ".join(str(port) for port in seen.ports)
        raise BadInput(
            f"{program.name} listens at several ports: {ports}",
            cure=f"choose one, as in --port {seen.ports[0]}",
        )
    if seen.ports:
        return service(seen.ports[0], choices.questions)
    if choices.questions:
        raise BadInput(
            f"{program.name} listens nowhere, and cannot be asked",
            cure="name its port, as in --port 8080",
        )
    return Lives()


def with_probe(project: Project, probe: Probe) -> Project:
    """The project with that probe, and a Dockerfile that says so."""
    program = replace(project.program, probe=probe)
    program = replace(program, dockerfile=dockerfile(program))
    return replace(project, settings=replace(project.settings, program=program))
