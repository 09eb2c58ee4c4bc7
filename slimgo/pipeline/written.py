"""What is written for an image before an engine builds it: its Dockerfile, and a list of files."""

from __future__ import annotations

import os
from pathlib import Path

from slimgo.oci.mtree import Listed, mtree
from slimgo.pipeline.project import Project
from slimgo.plan.ship import FILES_LIST
from slimgo.run.store import write_whole
from slimgo.values.program import Extra, Program


def written(project: Project) -> dict[str, bytes]:
    """Path in the project -> content of what is written for the image; nothing where the project
    has a Dockerfile of its own."""
    program = project.program
    if not program.dockerfile:
        return {}
    context = program.context
    files = {f"{context}/Dockerfile": program.dockerfile.encode()}
    extras = program.image.extras
    files |= {_file(program, each): each.content for each in extras if _is_known(each)}
    if extras:
        listed = (_listed(program, each, project.settings.project) for each in extras)
        files[f"{context}/{FILES_LIST}"] = mtree(listed).encode()
    return files


def write(project: Project) -> None:
    """Writes it, where it is not there as it should be."""
    for name, content in written(project).items():
        path = project.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != content:
            write_whole(path, content)


def ignore_build_folder(project: Project) -> None:
    """Keeps git from what is made, where the build folder says nothing of that yet."""
    file = project.store.build / ".gitignore"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, b"*\n")


def _is_known(extra: Extra) -> bool:
    """Whether its content is no file of the project's."""
    return not (extra.source or extra.is_folder or extra.link)


def _file(program: Program, extra: Extra) -> str:
    return f"{program.context}/files{extra.path}"


def _listed(program: Program, extra: Extra, project: Path) -> Listed:
    source = os.path.relpath(extra.source, project) if extra.source else ""
    if _is_known(extra):
        source = _file(program, extra)
    return Listed(
        path=extra.path,
        is_folder=extra.is_folder,
        mode=extra.mode,
        uid=extra.uid,
        gid=extra.gid,
        source=source,
        link=extra.link,
        mtime=extra.mtime,
    )
