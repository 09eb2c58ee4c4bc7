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
from slimgo.plan.cgo import linker_warns
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

    programs: with the step that builds each. Of two whose program Go would give one name the second
    is built by itself: it would overwrite the first. The files go when the project is closed.
    """
    alike: dict[object, list[tuple[str, Settings, Step]]] = {}
    for settings, step in programs:
        source = settings.program.source
        name = program_name(source.path, project.path(source.folder) / source.package)
        if step.kind != "build" or linker_warns(source.cgo):
            continue  # what a linker says of one program must not be lost among others
        if is_made(replace(project, settings=settings), step):
            continue
        group = alike.setdefault(replace(source, package="", path=""), [])
        if name not in {other for other, *_ in group}:
            group.append((name, settings, step))
    made: dict[str, Path] = {}
    for number, group in enumerate(alike.values(), 1):
        if len(group) >= _FEWEST:
            made |= _built(project, group, project.store.parts / f"together-{number}")
    return made


def _built(
    project: Project, group: list[tuple[str, Settings, Step]], folder: Path
) -> Mapping[str, Path]:
    """By one command. group: each with the name that Go gives its program."""
    sources = [settings.program.source for _, settings, _ in group]
    _, _, first = group[0]
    if first.variant is None:
        raise ValueError(f"{first.name} makes no program")
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
    made = {step.makes: folder / name for name, _, step in group}
    return {makes: path for makes, path in made.items() if path.is_file()}
