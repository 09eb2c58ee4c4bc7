"""Programs of one module that are built alike: one `go build` makes those that are not there yet,
which takes half of what one command for each does, for each is linked beside the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from slimgo.config.settings import Settings
from slimgo.errors import CommandFailed
from slimgo.pipeline.mains import program_name
from slimgo.pipeline.project import Project
from slimgo.pipeline.steps.program import is_made
from slimgo.plan.recipe import build_command
from slimgo.run.process import run
from slimgo.values.event import CommandStarted
from slimgo.values.step import Step

_FEWEST = 2


def built_together(
    project: Project, programs: Iterable[tuple[Settings, Step]]
) -> Mapping[str, Path]:
    """What each step makes -> the program that one command made for it. Empty where fewer than two
    are to be made, and where the command fails: then each is built by itself, and says why.

    programs: with the step that builds each. Two of one name would overwrite each other: they are
    left out. The files go when the project is closed.
    """
    wanted: dict[str, Step] = {}
    sources = []
    for settings, step in programs:
        source = settings.program.source
        name = program_name(source.path, project.path(source.folder) / source.package)
        if name != settings.program.name or is_made(replace(project, settings=settings), step):
            continue
        wanted[name] = step
        sources.append(source)
    if (
        len(wanted) < _FEWEST
        or len({(each.folder, each.tags, each.ldflags) for each in sources}) > 1
    ):
        return {}
    first = next(iter(wanted.values()))
    if first.variant is None:
        raise ValueError(f"{first.name} makes no program")
    folder = project.store.parts / "together"
    folder.mkdir(exist_ok=True)
    command = build_command(
        first.variant,
        source=sources[0],
        target=project.target,
        host=project.host,
        output=f"{folder.relative_to(project.settings.project).as_posix()}/",
        packages=tuple(each.package for each in sources),
    )
    project.tell(CommandStarted(command=command))
    try:
        run(command, project.surroundings)
    except CommandFailed:
        return {}
    made = {step.makes: folder / name for name, step in wanted.items()}
    return {makes: path for makes, path in made.items() if path.is_file()}
