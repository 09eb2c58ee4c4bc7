"""What a smaller image keeps of the one that it is made from, as a program that can be shipped."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from pathlib import Path

from slimgo.checks.kept import Wish, executed, found_on_path, health_check_program, kept
from slimgo.checks.shrunk import shrunk
from slimgo.config.extras import absolute, with_parents
from slimgo.config.order import Request
from slimgo.errors import BadInput
from slimgo.facts.interpreter import interpreter_of
from slimgo.oci.extract import extract_all
from slimgo.oci.image_paths import ImagePaths
from slimgo.oci.pull import pull_bytes_of_layers
from slimgo.pipeline.project import Project
from slimgo.pipeline.shrink.read import ImageRead, tar_in
from slimgo.pipeline.shrink.started import Watched, asked, watched
from slimgo.plan.original import ORIGINAL
from slimgo.plan.ship import dockerfile
from slimgo.run.scratch import scratch
from slimgo.values.image import ImageFile
from slimgo.values.program import Extra, Program
from slimgo.values.shrunk import Shrunk


def planned(project: Project, image: ImageRead, request: Request) -> tuple[Project, Shrunk]:
    """Starts the image, probes it, watches what its program opens; the project with a program
    whose image has that, and what goes. Raises CheckFailed, BadInput, EngineFailed."""
    original, facts = image.original, image.facts
    project = _with(project, replace(project.program, probes=asked(project, original, facts)))
    seen = watched(project, original, image.executable)
    paths = kept(facts, seen.opened, _wish(image, seen, request))
    layers = pull_bytes_of_layers(image.tar.path)
    told = shrunk(facts, original, paths, layers=layers, needs=seen.needs)
    program = project.program
    taken_to = project.path(f"{program.out}/{program.name}{ORIGINAL}")
    files = {file.path: file for file in facts.files}
    found = [_extra(files[path], taken_to) for path in paths]
    folder = original.config.working_dir
    if not ImagePaths(facts.files).resolved(folder):  # engines make it when they start the image
        found.append(Extra(path=folder, mode=0o755, is_folder=True))
    extras = with_parents(found)
    tar = tar_in(program) if image.tar.is_ours else original.tar
    source = replace(program.source, image=replace(original, tar=tar, answered=seen.answered))
    program = replace(program, source=source, image=replace(program.image, extras=extras))
    return _with(project, replace(program, dockerfile=dockerfile(program))), told


def _with(project: Project, program: Program) -> Project:
    return replace(project, settings=replace(project.settings, program=program))


def _wish(image: ImageRead, seen: Watched, request: Request) -> Wish:
    named = tuple(absolute(each, "--keep") for each in request.chosen.list("keep"))
    paths = ImagePaths(image.facts.files)
    for each in named:
        if not paths.resolved(each):
            raise BadInput(f"--keep {each}: {image.typed} has no such file", cure="leave it out")
    needs = () if "none" in request.chosen.list("needs") else seen.needs
    return Wish(
        program=image.original.program,
        paths=named,
        needs=tuple(each for each in needs if each.standing in {"needed", "suspected"}),
        interpreters=_interpreters(image, seen, paths),
        home=image.original.account.home,
    )


def _interpreters(image: ImageRead, seen: Watched, paths: ImagePaths) -> dict[str, str]:
    """What the kernel starts for what it executes, and for its health check -> that program."""
    facts = image.facts
    named = (*executed(seen.opened), found_on_path(facts, health_check_program(facts)))
    found = {paths.resolved(posixpath.join(facts.config.working_dir, each)) for each in named}
    files = {file.path for file in facts.files if file.kind == "file"} & found
    made: dict[str, str] = {}
    with scratch() as folder:
        copies = {path: folder / str(number) for number, path in enumerate(sorted(files))}
        extract_all(image.tar.path, copies)
        for path, copy in copies.items():
            interpreter = interpreter_of(copy)
            if interpreter:
                made[interpreter] = path
    return made


def _extra(file: ImageFile, taken_to: Path) -> Extra:
    return Extra(
        path=file.path,
        mode=file.mode,
        uid=file.uid,
        gid=file.gid,
        source=f"{taken_to}{file.path}" if file.kind == "file" else "",
        is_folder=file.kind == "directory",
        link=file.link,
        mtime=file.mtime,
    )
