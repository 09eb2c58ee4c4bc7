"""The tar of an image that exists: a file, a layout's folder, or what an engine keeps."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from slimgo.config.order import Order
from slimgo.config.read import private_cache
from slimgo.engines.choose import Here, try_engine
from slimgo.engines.refusal import Refusal
from slimgo.errors import BadInput, Unreadable
from slimgo.oci.layout_folder import is_layout, tar_of_layout
from slimgo.oci.tag import parse_tag
from slimgo.plan.engines import ENGINES
from slimgo.run.host import host_goarch
from slimgo.run.process import Surroundings
from slimgo.sandbox.isolation import Isolation
from slimgo.values.command import Command
from slimgo.values.program import BUILD


@dataclass(frozen=True, kw_only=True)
class ImageTar:
    """Where it is now."""

    path: Path
    is_ours: bool
    """Whether it was written for us; else it is the file that was named, or an engine's own."""
    argv: tuple[str, ...] = ()
    """What a person types to write it, without the name of the tar: `docker save IMAGE -o`."""

    def command(self, tar: str) -> Command | None:
        """What writes it there; None where it is there already."""
        return Command(argv=(*self.argv, tar), output=tar) if self.argv else None


def image_tar(
    typed: str, order: Order, surroundings: Surroundings, isolation: Isolation, folder: Path
) -> ImageTar:
    """typed: a tar, a folder that is an OCI image layout, or an image's name. folder: where it may
    be written. Raises BadInput where there is none; Unreadable for another folder."""
    path = order.here / (typed or "?")
    try:
        if path.is_file():
            return ImageTar(path=path, is_ours=False)
        if path.is_dir():
            if not is_layout(path):
                raise Unreadable(
                    f"{typed} is a folder, and no image layout",
                    why="it has no oci-layout and index.json",
                    cure="name an image, its tar, or its layout",
                )
            tar_of_layout(path, folder / "layout.tar")
            argv = ("tar", "-C", typed, "-c", ".", "-f")
            return ImageTar(path=folder / "layout.tar", is_ours=True, argv=argv)
    except (OSError, ValueError):
        pass  # a name that no file can have
    if not typed or typed.endswith(".tar") or typed.startswith((".", "/")):
        raise BadInput(f"there is no file {typed!r}", cure="name an image, its tar, or its layout")
    return kept_image(typed, order, surroundings, isolation, folder)


def kept_image(
    typed: str, order: Order, surroundings: Surroundings, isolation: Isolation, folder: Path
) -> ImageTar:
    """Of an image that an engine keeps under that name. Raises BadInput."""
    parse_tag(typed)
    chosen = order.of().chosen
    here = Here(
        surroundings=surroundings,
        isolation=isolation,
        project=order.file.folder if order.file else order.here,
        cache=private_cache(chosen),
        goarch=host_goarch(),
        out=chosen.text("out") or BUILD,
    )
    forced = chosen.text("engine")
    refused = []
    for name in (forced,) if forced else ENGINES:
        engine = try_engine(name, here)
        if isinstance(engine, Refusal):
            refused.append(f"{name}: {engine.why}")
        elif engine.identity(typed):
            tar = engine.archive(typed, folder)
            ours = not engine.kind.keeps_files
            argv = (engine.name, "save", typed, "-o") if ours else ()
            return ImageTar(path=tar, is_ours=ours, argv=argv)
        else:
            refused.append(f"{engine.title} keeps none of that name")
    raise BadInput(f"there is no file and no image {typed}", why="; ".join(refused))
