"""What a program needs from its surroundings: found out once, and added to its image."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from slimgo import __version__
from slimgo.checks.needs import asked_for
from slimgo.errors import CheckFailed
from slimgo.facts.cured import cure
from slimgo.facts.suspicions import suspicions
from slimgo.pipeline.furnished import furnished, user_of
from slimgo.pipeline.lacking import lacking, variables_of
from slimgo.pipeline.once import Done, Work, once, record
from slimgo.pipeline.project import Project
from slimgo.pipeline.steps.program import made_of, make_program
from slimgo.plan.cures import ZONES_AT
from slimgo.plan.fingerprint import verdict_key
from slimgo.plan.given_files import with_digests
from slimgo.plan.needs import BY_NAME
from slimgo.values.cure import Cure
from slimgo.values.event import Doing
from slimgo.values.need import Need
from slimgo.values.needs_found import Added, NeedsFound
from slimgo.values.probe import Unknown
from slimgo.values.program import Program
from slimgo.values.step import Step

AUTO = "auto"
"""Among the wanted needs: what is found out."""
_FEW = 3
"""Zones that are named; more are not."""


def needed(
    project: Project, build: Step, *, seen: tuple[Project, Step] | None = None
) -> tuple[Project, NeedsFound]:
    """The project whose program's image has what it needs, and what that is. build: what makes the
    program. seen: the project and the step for this machine, where the program is for another
    target: that one is looked at. Raises CheckFailed where what was built is not what it should
    be."""
    wanted = project.program.image.needs
    if not wanted:
        return project, NeedsFound()
    found = _found(*(seen or (project, build)))
    cures = [*_cures(project.program, found.needs, wanted)]
    told = replace(found, added=tuple(_added(each) for each in cures))
    return furnished(project, cures), told


def remembered(
    project: Project, build: Step, *, seen: tuple[Project, Step] | None = None
) -> Project | None:
    """The same where it was found out before; None where it was not."""
    wanted = project.program.image.needs
    here, built = seen or (project, build)
    known = record(here.store, _name(here, built), NeedsFound) if wanted else None
    if wanted and (known is None or known.made_of != made_of(here, built)):
        return None
    needs_ = known.result.needs if known else ()
    return furnished(project, [*_cures(project.program, needs_, wanted)])


def _name(project: Project, build: Step) -> str:
    return project.record_name(f"needs.{build.name}")


def _found(project: Project, build: Step) -> NeedsFound:
    key = made_of(project, build)
    work = Work(
        name=_name(project, build),
        kind=NeedsFound,
        made_of=key,
        identity=key,
        checked_as=lambda _: _checked_as(project),
        do=lambda _: Done(result=_find(project, build), identity=key),
    )
    return once(project.store, work, recheck=project.settings.recheck).result


def _checked_as(project: Project) -> str:
    """Everything besides the program that decides what it looks for."""
    program, level = project.program, project.level
    image = program.image
    return verdict_key(
        subject=program.name,
        expectation=(
            with_digests(program.probes),
            (image.user, image.workdir, image.entrypoint, image.arguments, image.env),
            [(each.path, each.mode, each.uid, each.gid) for each in image.extras],
        ),
        tools=(__version__, level.name if level else project.level_reason),
    )


def _find(project: Project, build: Step) -> NeedsFound:
    """Makes the program without probing it, since it may need what it has not got yet."""
    unasked = replace(project.program, probes=(Unknown(),))
    done = make_program(
        replace(project, settings=replace(project.settings, program=unasked)), build
    )
    for verdict in done.failures:
        raise CheckFailed(
            f"{build.name}: {verdict.check} ✗", why=verdict.evidence, cure=verdict.cure
        )
    program = project.path(build.makes)
    suspected = suspicions(program)
    if not (suspected.found or suspected.lacks or asked_for(variables_of(project.program))):
        return NeedsFound()  # the linker left out whatever looks for anything
    project.tell(Doing(text="looking what it needs"))
    return lacking(project, program, suspected)


def _cures(program: Program, found: Iterable[Need], wanted: tuple[str, ...]) -> Iterator[Cure]:
    """What is added: for what is needed, and for what was asked for by name."""
    known = {each.name: each for each in found}
    for name in BY_NAME:
        need = known.get(name)
        asked = name in wanted
        if not asked and not (AUTO in wanted and need and need.standing == "needed"):
            continue
        made = cure(need or Need(name=name, standing="wanted", why="asked for"), user_of(program))
        if made:
            yield made


def _added(made: Cure) -> Added:
    title = BY_NAME[made.need].title
    few = made.need == "zones" and len(made.files) <= _FEW
    return Added(
        need=made.need,
        what=f"{title} {', '.join(_zone(each.path) for each in made.files)}" if few else title,
        size_bytes=made.size_bytes,
        compressed_bytes=made.compressed_bytes,
        paths=tuple(each.path for each in made.files),
        source=made.source,
        lacks=made.lacks,
    )


def _zone(path: str) -> str:
    return path.removeprefix(f"{ZONES_AT}/")
