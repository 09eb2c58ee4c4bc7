"""`extract`: the program of an image that exists, and the files that are kept, are taken out."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from slimgo.facts.binary import digest
from slimgo.pipeline.project import Project
from slimgo.pipeline.steps.made import Made, remembered_or_made
from slimgo.pipeline.written import write
from slimgo.plan.fingerprint import fingerprint
from slimgo.plan.ship import FILES_LIST
from slimgo.run.process import run
from slimgo.values.result import StepResult
from slimgo.values.step import Step
from slimgo.values.verdict import passed


def extract_files(project: Project, step: Step) -> StepResult:
    """The folder, remembered or made. Raises BadInput, Unreadable, EngineFailed."""
    write(project)
    folder = project.path(step.makes)

    def make() -> Made:
        done = run(step.command, project.surroundings)
        sha256, size = _content(folder)
        verdict = passed(f"took {done.stdout.strip()}", "each as the image's layers have it")
        return Made(done=done, sha256=sha256, size_bytes=size, verdict=verdict)

    made_of, identity = _made_of(project, step), _content(folder)[0]
    return remembered_or_made(project, step, made_of=made_of, identity=identity, make=make)


def _made_of(project: Project, step: Step) -> str:
    original = project.program.source.image
    if original is None:
        raise ValueError(f"{step.name} is for an image that exists")
    listed = project.path(f"{project.program.context}/{FILES_LIST}")
    return fingerprint(
        command=step.command,
        environment=(),
        inputs=(
            ("image", original.config_digest),
            *([("list", digest(listed))] if listed.is_file() else []),
        ),
        tools=(),
    )


def _content(folder: Path) -> tuple[str, int]:
    """A digest of all that lies in the folder, and its bytes; empty where there is none."""
    if not folder.is_dir():
        return "", 0
    found, size = hashlib.sha256(), 0
    for where, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(where, name)
            found.update(f"{path.relative_to(folder)}\0{digest(path)}\n".encode())
            size += path.stat().st_size
    return found.hexdigest(), size
