"""A program in a folder that becomes the root of all it can see; and whether it can be started."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from slimgo.pipeline.bare import bare
from slimgo.pipeline.project import Project
from slimgo.plan.given_files import unseen
from slimgo.plan.ship import program_path
from slimgo.sandbox.level import Level
from slimgo.values.guest import Guest
from slimgo.values.probe import Probe

_NAME = "program"
"""What it is called in the folder that is its root."""


@contextmanager
def alone(project: Project, path: Path, how: Probe) -> Iterator[Guest]:
    """The program in a root of its own, with what its image and the probe give it."""
    box = Path(tempfile.mkdtemp(prefix="root-", dir=project.store.parts))
    root = box / "root"
    try:
        root.mkdir()
        shutil.copyfile(path, root / _NAME)
        (root / _NAME).chmod(0o755)
        executable: tuple[str, ...] = (_placed(root, project),)
        if project.emulator:
            shutil.copy(project.emulator, root / "emulator")
            executable = ("emulator", *executable)
        yield bare(root, executable, project.program, how)
    finally:
        shutil.rmtree(box, ignore_errors=True)


def _placed(root: Path, project: Project) -> str:
    """Where it is in its root. One that comes from an image may execute itself by its path."""
    if project.program.source.image is None:
        return _NAME
    path = program_path(project.program).lstrip("/")
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    return str((root / _NAME).rename(root / path).relative_to(root))


def cannot_start(project: Project) -> str:
    """Why its program cannot be started alone here as its probes say; empty where it can."""
    level = project.level
    if level is None:
        return project.level_reason
    files = [file for each in project.program.probes for file in each.given.files]
    return unseen(files, level=level.name, own_root=level.own_root)


def level_of(project: Project) -> Level:
    """Where its program is started. Raises ValueError where there is no such level."""
    if project.level is None:
        raise ValueError(project.level_reason)
    return project.level
