"""The Dockerfile of the image: what it says, what it copies, what the image must then be."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from slimgo import __version__
from slimgo.checks.image import ImageExpectation, image_expectation
from slimgo.engines.protocol import Engine
from slimgo.errors import BadInput
from slimgo.facts.binary import digest
from slimgo.oci.archive import archive_entries
from slimgo.oci.context import sources
from slimgo.oci.dockerfile.read import image_plan
from slimgo.oci.modes import image_mode
from slimgo.oci.moment import epoch, rfc3339
from slimgo.pipeline.project import Project
from slimgo.plan.engines import EngineKind
from slimgo.plan.fingerprint import fingerprint
from slimgo.values.image import ImagePlan
from slimgo.values.step import Step

_IGNORE_FILES = (
    *("Dockerfile.dockerignore", ".dockerignore"),  # BuildKit takes the first that is there
    *("Dockerfile.containerignore", ".containerignore"),  # and podman these
)


def _path(project: Project) -> Path:
    return project.path(project.program.context) / "Dockerfile"


def dockerfile(project: Project) -> ImagePlan:
    """Raises BadInput for one that cannot be read, by anybody or by us."""
    path = _path(project)
    try:
        args = dict(project.program.build_args)
        return image_plan(path.read_text(encoding="utf-8"), args)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read", why=str(error)) from error


def expectation(project: Project, engine: Engine) -> ImageExpectation | BadInput:
    """What the Dockerfile says of the files that are there now.

    An engine that builds more than our reader can read has what the reader says returned; another
    one has it raised.
    """
    try:
        return _read_expectation(project, engine.kind)
    except BadInput as error:
        if not engine.kind.builds_more or not _path(project).is_file():
            raise
        return error


def _read_expectation(project: Project, kind: EngineKind) -> ImageExpectation:
    plan = dockerfile(project)
    contents = {}
    files = copied(project)
    for copy in plan.copies:
        path = files[copy.source]
        mode = path.stat().st_mode & 0o777
        if kind.normalises_modes:
            mode = image_mode(mode)
        contents[copy.source] = (mode, path.stat().st_size, digest(path))
    return image_expectation(
        plan,
        contents,
        target=project.target,
        created=rfc3339(epoch(_source_date_epoch(project))) if kind.stamps_time else "",
        added=tuple(entry for each in plan.added for entry in archive_entries(files[each.source])),
    )


def copied(project: Project) -> Mapping[str, Path]:
    """What it copies -> the file that stands for it here. Raises BadInput."""
    context = project.path(project.program.context)
    own = context / "Dockerfile.dockerignore"
    ignored = own if own.is_file() else context / ".dockerignore"
    return sources(dockerfile(project).sources, context, ignored)


def made_of(project: Project, engine: Engine, step: Step) -> str:
    """The fingerprint of an image: of the Dockerfile, what it copies, and who builds it."""
    context = project.path(project.program.context)
    inputs = {"Dockerfile": _path(project), **copied(project)}
    there = {name: context / name for name in _IGNORE_FILES}
    inputs |= {name: path for name, path in there.items() if path.is_file()}
    return fingerprint(
        command=step.command,
        environment=(
            ("GOARCH", project.target.goarch),
            ("SOURCE_DATE_EPOCH", _source_date_epoch(project)),
        ),
        inputs=tuple(
            (name, f"{digest(path)} {path.stat().st_mode:o}") for name, path in inputs.items()
        ),
        tools=(engine.name, engine.version),
    )


def readers(engine: Engine) -> tuple[str, ...]:
    """What an image's verdicts depend on besides it: who exported it, and who ran it."""
    return (__version__, engine.name, engine.version, engine.isolation)


def _source_date_epoch(project: Project) -> str:
    return project.surroundings.environment.get("SOURCE_DATE_EPOCH", "")
