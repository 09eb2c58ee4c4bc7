"""What a registry transfers of the program's image with a variant in it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import zstandard

from slimgo.errors import BadInput, ToolMissing
from slimgo.oci.compress import gzipped
from slimgo.oci.dockerfile.read import image_plan
from slimgo.oci.layout import write_layout
from slimgo.oci.transfer import Compress, transfer_sizes
from slimgo.pipeline.project import Project
from slimgo.plan.ship import ARCHIVE
from slimgo.run.go_tools import go_tool
from slimgo.run.process import run
from slimgo.values.command import Command
from slimgo.values.event import Note
from slimgo.values.image import ImagePlan
from slimgo.values.price import BEST_GZIP

DOCKER, PODMAN = "docker's gzip", "podman's gzip"


def pull_sizes(project: Project, path: str) -> tuple[tuple[str, int], ...]:
    """Bytes for each way to compress. path: of the program, from the project's folder. Nothing
    where the image's Dockerfile cannot be read by us."""
    ways: dict[str, Compress] = {
        BEST_GZIP: lambda raw: len(gzipped(raw)),
        "zstd 3": lambda raw: len(zstandard.ZstdCompressor(level=3).compress(raw)),
        "zstd 19": lambda raw: len(zstandard.ZstdCompressor(level=19).compress(raw)),
    }
    with tempfile.TemporaryDirectory(dir=project.store.parts) as name:
        folder = Path(name)
        try:
            tar = image_of(project, path, folder)
            sizes = transfer_sizes(tar, ways)
            sizes |= transfer_sizes(tar, engines_ways(project))
        except BadInput as error:
            project.tell(Note(text=f"no pull sizes: {error.what}"))
            return ()
        except ToolMissing as error:
            project.tell(Note(text=f"{error.what}: {error.why}"))
    return tuple((way, sizes[way]) for way in (DOCKER, PODMAN, *ways) if way in sizes)


def engines_ways(project: Project) -> Mapping[str, Compress]:
    """gzip as docker and podman write it, by the libraries that they use. Raises ToolMissing."""
    found = go_tool(
        "gzips",
        project.settings.cache,
        project.surroundings,
        lambda text: project.tell(Note(text=text)),
    )
    known: dict[bytes, tuple[int, int]] = {}

    def of(raw: bytes) -> tuple[int, int]:
        if raw not in known:
            said = run(
                Command(argv=(found.name,)),
                replace(project.surroundings, programs={found.name: found.path}),
                stdin=raw,
            )
            docker, podman = said.stdout.split()
            known[raw] = int(docker), int(podman)
        return known[raw]

    return {DOCKER: lambda raw: of(raw)[0], PODMAN: lambda raw: of(raw)[1]}


def image_of(project: Project, path: str, folder: Path) -> Path:
    """The image's tar with that program in it, written into the folder. Raises BadInput,
    EngineFailed."""
    out = folder / "image.tar"
    with _context(project, path, folder) as (plan, context):
        write_layout(plan, context=context, tag="price", target=project.target, out=out)
    return out


@contextmanager
def _context(project: Project, path: str, folder: Path) -> Iterator[tuple[ImagePlan, Path]]:
    """A Dockerfile that is ours stands beside its program; one of the project's names the program
    by ARG BIN."""
    program = project.program
    context = project.path(program.context)
    try:
        if not program.dockerfile:
            text = (context / "Dockerfile").read_text(encoding="utf-8")
            yield image_plan(text, {**dict(program.build_args), "BIN": path}), context
            return
        own = folder / "context"
        own.mkdir()
        shutil.copy(project.path(path), own / program.name)
        if program.image.extras:
            shutil.copy(context / ARCHIVE, own / ARCHIVE)
        yield image_plan(program.dockerfile, dict(program.build_args)), own
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("the image's Dockerfile cannot be read", why=str(error)) from error
