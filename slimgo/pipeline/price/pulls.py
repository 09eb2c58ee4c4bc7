"""What a registry transfers of the program's image with a variant in it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache as cache_
from functools import partial
from pathlib import Path

from slimgo.errors import BadInput, ToolMissing
from slimgo.oci.compress import gzipped
from slimgo.oci.dockerfile.read import image_plan
from slimgo.oci.layout import write_layout
from slimgo.oci.transfer import Compress, transfer_sizes
from slimgo.pipeline.project import Project
from slimgo.run.go_tools import go_tool
from slimgo.run.process import Surroundings, run
from slimgo.values.command import Command
from slimgo.values.event import Note
from slimgo.values.image import ImagePlan
from slimgo.values.price import BEST_GZIP

DOCKER, PODMAN = "docker's gzip", "podman's gzip"
"""The first with the release of Go behind it that compress/gzip is of: that of Go 1.27 writes
up to 2 % more than those before, and a docker has the one that it was built by."""

WAYS = 5
"""Ways to compress, where all can be tried."""


def pull_sizes(project: Project, path: str) -> tuple[tuple[str, int], ...]:
    """Bytes for each way to compress. path: of the program, from the project's folder. Nothing
    where the image's Dockerfile cannot be read by us."""
    ways: dict[str, Compress] = {
        BEST_GZIP: lambda raw: len(gzipped(raw)),
        **{f"zstd {level}": partial(_zstd, project, level) for level in ("3", "19")},
    }
    engines: Mapping[str, Compress] = {}
    with tempfile.TemporaryDirectory(dir=project.store.parts) as name:
        folder = Path(name)
        try:
            tar = image_of(project, path, folder)
            sizes = transfer_sizes(tar, ways)
            engines = engines_ways(
                project.surroundings,
                project.settings.cache,
                lambda text: project.tell(Note(text=text)),
            )
            sizes |= transfer_sizes(tar, engines)
        except BadInput as error:
            project.tell(Note(text=f"no pull sizes: {error.what}"))
            return ()
        except ToolMissing as error:
            project.tell(Note(text=f"{error.what}: {error.why}"))
    return tuple((way, sizes[way]) for way in (*engines, *ways) if way in sizes)


def _zstd(project: Project, level: str, raw: bytes) -> int:
    words = ("python", "-m", "slimgo.oci.zstd_size", level)
    return int(run(Command(argv=words), project.surroundings, stdin=raw).stdout)


def engines_ways(
    surroundings: Surroundings, cache: Path, tell: Callable[[str], None]
) -> Mapping[str, Compress]:
    """gzip as docker and podman write it, by the libraries that they use. Raises ToolMissing."""
    found = go_tool("pgzip", cache, surroundings, tell)
    there = replace(surroundings, programs={found.name: found.path})

    @cache_
    def of(raw: bytes) -> tuple[int, int, str]:
        docker, podman, go = run(Command(argv=(found.name,)), there, stdin=raw).stdout.split()
        return int(docker), int(podman), go

    release = ".".join(of(b"")[-1].removeprefix("go").split(".")[:2])
    return {
        f"{DOCKER} (Go {release})": lambda raw: of(raw)[0],
        PODMAN: lambda raw: of(raw)[1],
    }


def image_of(project: Project, path: str, folder: Path, *, tag: str = "price") -> Path:
    """The image's tar with that program in it, written into the folder. Raises BadInput,
    EngineFailed."""
    out, own = folder / "image.tar", folder / "context"
    own.mkdir()
    plan = _plan(project, path)
    for source in plan.sources:
        (own / source).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(_found(project, source, path), own / source)
    write_layout(plan, context=own, tag=tag, target=project.target, out=out)
    return out


def _plan(project: Project, path: str) -> ImagePlan:
    """A Dockerfile that is ours names the program by its name, one of the project's by ARG BIN."""
    program = project.program
    args = dict(program.build_args)
    if program.dockerfile:
        return image_plan(program.dockerfile, args)
    try:
        text = (project.path(program.context) / "Dockerfile").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("the image's Dockerfile cannot be read", why=str(error)) from error
    return image_plan(text, {**args, "BIN": path})


def _found(project: Project, source: str, path: str) -> Path:
    """What a COPY of the Dockerfile takes: the variant in place of the program."""
    named = project.program.name if project.program.dockerfile else path
    if source == named:
        return project.path(path)
    return project.path(project.program.context) / source
