"""What a registry would get of the Dockerfile's image with another program in it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from slimgo.errors import BadInput
from slimgo.facts.binary import digest
from slimgo.oci.compress import WRITER
from slimgo.pipeline.project import Project

_FILES = ("Dockerfile", "Dockerfile.dockerignore", ".dockerignore")


def pushed_as(project: Project) -> tuple[str, ...]:
    """What `pushed_bytes` depends on beside the program, for the key of what is remembered."""
    context = project.path(project.program.context)
    paths = [context / name for name in _FILES]
    return (WRITER, *(f"{path.name} {digest(path)}" for path in paths if path.is_file()))


def pushed_bytes(project: Project, program: str) -> int | None:
    """Bytes of the compressed layers, the config and the manifest of our own layout.

    program: its path in the project, put in place of the Dockerfile's ARG BIN. None where the
    Dockerfile is not one that we can read, or has no such ARG.
    """
    # only when it is needed: a rerun is short
    from slimgo.oci.dockerfile.read import image_plan
    from slimgo.oci.layout import write_layout
    from slimgo.oci.read import read_image

    with tempfile.TemporaryDirectory(dir=project.store.parts) as folder:
        out = Path(folder) / "image.tar"
        try:
            context = project.path(project.program.context)
            text = (context / "Dockerfile").read_text(encoding="utf-8")
            write_layout(
                image_plan(text, {"BIN": program}),
                context=context,
                tag="pushed",
                target=project.target,
                out=out,
            )
        except (BadInput, OSError, UnicodeDecodeError):
            return None
        return read_image(out).pull_bytes
