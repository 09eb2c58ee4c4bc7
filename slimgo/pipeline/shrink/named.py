"""The settings of a smaller image: its program's name, its tag, and where it is made."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from pathlib import Path

from slimgo.config.order import Order, Request
from slimgo.config.program import named, out_of
from slimgo.config.settings import Settings, settings
from slimgo.oci.tag import parse_tag
from slimgo.pipeline.shrink.read import ImageRead
from slimgo.pipeline.shrink.taken import program_from
from slimgo.plan.ship import ARCHIVE, FILES_LIST, tag_of
from slimgo.values.program import BUILD, ImageChoices, Program, Source
from slimgo.values.variant import Packing

_OURS = ("Dockerfile", ARCHIVE, FILES_LIST)
"""Files that stand beside the program, in the folder of its name."""
_SLIM = "slim"
"""What the smaller image's tag ends with, where no other is named."""


def settings_of(
    order: Order,
    request: Request,
    image: ImageRead,
    *,
    packing: Packing | None,
    ambient: Mapping[str, str],
) -> Settings:
    """With a program that has no files beside it yet. Raises BadInput for an odd tag."""
    chosen = request.chosen
    file = posixpath.basename(image.original.program)
    usual = re.sub(r"[^\w.+~-]", "-", file).lstrip(".-")
    usual = usual if usual and usual not in _OURS else "program"
    name = named(chosen.text("name") or request.program or usual)
    tag, *more = chosen.list("tag") or (slim_tag(image),)
    for each in (tag, *more):
        parse_tag(each)
    out = out_of(order)
    folder = out.name if out else BUILD
    base = Program(
        name=name,
        source=Source(folder=".", package=""),
        probes=request.probes,
        tag=tag,
        out=folder,
        context=f"{folder}/{name}",
        image=ImageChoices(tags=tuple(more)),
    )
    return settings(
        chosen,
        project=home_of(order),
        program=program_from(image.original, base, executable=image.executable),
        packer=packing.packer if packing else "",
        port=request.port,
        ambient=ambient,
    )


def home_of(order: Order) -> Path:
    """The folder that everything is relative to."""
    out = out_of(order)
    if out:
        return out.parent
    return order.file.folder if order.file and order.file.programs else order.here


def slim_tag(image: ImageRead) -> str:
    """`server:1.2` becomes `server:1.2-slim`; a file `server.tar` without a tag `server:slim`."""
    file = tag_of(Path(image.typed).name.removesuffix(".tar"))
    named = image.typed if image.is_kept else next(iter(image.facts.tags), file)
    repository, colon, version = named.rpartition(":")
    if not colon or "/" in version:
        return f"{named}:{_SLIM}"
    return f"{repository}:{_SLIM if version == 'latest' else f'{version}-{_SLIM}'}"
