"""The Python API: the same that `slimgo build` does, as a function.

from slimgo.api import build
build("./cmd/server", port=8080, ask=("/healthz=ok",)).reference
"""

from __future__ import annotations

import os
from pathlib import Path

from slimgo.config.order import order
from slimgo.errors import BadInput
from slimgo.pipeline.shipping import Shipped, ship
from slimgo.values.event import Event, Tell

__all__ = ["Shipped", "build"]


def _nobody(_: Event) -> None:
    pass


def build(
    package: str = "",
    *,
    here: Path | None = None,
    port: int | None = None,
    ask: tuple[str, ...] = (),
    run: str | None = None,
    says: str | None = None,
    pack: str = "",
    tag: str = "",
    engine: str = "",
    tell: Tell = _nobody,
) -> Shipped:
    """Builds, packs and proves one program of a Go module, and returns what came of it.

    package: a folder or an import path, as seen from here, which is the current folder by
    default. port, ask, run, says: as `slimgo build` takes them. pack: `gopack`, `upx` or `none`;
    empty for the usual one. tell: is called with each event. Raises SlimgoError of every kind:
    BadInput for what was asked, ToolMissing, CommandFailed, CheckFailed, EngineFailed.
    """
    asked = {"port": port, "ask": ask, "run": run, "says": says}
    asked |= {"pack": pack, "tag": tag, "engine": engine}
    where = (here or Path.cwd()).absolute()
    if "..." in package:
        raise BadInput(f"{package} may name several programs", cure="name one package")
    (shipped,) = ship(order(asked, os.environ, packages=(package,), here=where), tell)
    return shipped
