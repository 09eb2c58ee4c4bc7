"""What a program does by itself: found out once, where nobody said how it is to be asked."""

from __future__ import annotations

from dataclasses import replace

from slimgo.errors import BadInput, CheckFailed
from slimgo.facts.discover import discover
from slimgo.pipeline.once import Done, Work, once
from slimgo.pipeline.project import Project
from slimgo.pipeline.starts import cannot_start, starter
from slimgo.pipeline.steps.program import made_of, make_program
from slimgo.plan.given_files import with_digests
from slimgo.plan.ship import dockerfile
from slimgo.values.discovery import Discovery
from slimgo.values.event import Doing, StepStarted
from slimgo.values.probe import CommandLine, Lives, Probe, Unknown, service
from slimgo.values.step import Step

HELP = ("--help",)
"""What a command is asked where nothing else was said."""


def discovered(project: Project, build: Step) -> Project:
    """The project with a probe for its program: started without arguments, it shows whether it
    listens, ends, or neither. build: what makes the program. Raises CheckFailed, BadInput."""
    program = project.program
    how = program.probe
    if not isinstance(how, Unknown):
        return project
    why = cannot_start(project)
    if why or project.level is None:
        if how.questions:
            raise BadInput(
                f"where {program.name} listens cannot be found out here",
                why=why,
                cure="name its port, as in --port 8080",
            )
        return with_probe(project, Lives(given=how.given))  # the engine can still start it
    level = project.level.name

    def do(_: Discovery | None) -> Done[Discovery]:
        project.tell(StepStarted(number=build.number, name=build.kind))
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
        name=project.record_name(f"discovered.{build.name}"),
        kind=Discovery,
        made_of=key,
        identity=key,
        checked_as=lambda _: f"{level} {with_digests([how])!r}",
        do=do,
    )
    seen = once(project.store, work, recheck=project.settings.recheck).result
    return with_probe(project, probe_of(program.name, how, seen))


def probe_of(name: str, how: Unknown, seen: Discovery) -> Probe:
    """What a discovery says of how the program of that name is to be asked. Raises BadInput."""
    if seen.status is not None:
        if how.questions:
            raise BadInput(
                f"{name} ends by itself, with status {seen.status}, and cannot be asked",
                why=seen.words,
                cure="leave --ask out, and say what it is to do: --run '--version'",
            )
        return CommandLine(given=replace(how.given, arguments=how.given.arguments or HELP))
    if len(seen.ports) > 1:
        ports = ", ".join(str(port) for port in seen.ports)
        raise BadInput(
            f"{name} listens at several ports: {ports}",
            cure=f"choose one, as in --port {seen.ports[0]}",
        )
    if seen.ports:
        return service(seen.ports[0], how.questions, how.given)
    if how.questions:
        raise BadInput(
            f"{name} listens nowhere, and cannot be asked",
            cure="name its port, as in --port 8080",
        )
    return Lives(given=how.given)


def with_probe(project: Project, probe: Probe) -> Project:
    """The project with that probe, and a Dockerfile that says so."""
    program = replace(project.program, probes=(probe, *project.program.probes[1:]))
    program = replace(program, dockerfile=dockerfile(program))
    return replace(project, settings=replace(project.settings, program=program))
