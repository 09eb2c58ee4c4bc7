"""The Python API: the same that `slimgo build` and `slimgo price` do, as functions.

from slimgo.api import build
build("./cmd/server", port=8080, ask=("/healthz=ok",)).reference
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Unpack

from slimgo.config.keywords import OF_A_BUILD, BuildKeywords, known
from slimgo.config.order import order
from slimgo.config.price import price_plan
from slimgo.errors import BadInput
from slimgo.pipeline.price.price import price as measured
from slimgo.pipeline.price.programs import opened_program
from slimgo.pipeline.shipping import Shipped, ship
from slimgo.run.host import host_goarch
from slimgo.values.event import Event, Tell
from slimgo.values.price import PriceList
from slimgo.values.target import Target

__all__ = ["BuildKeywords", "PriceList", "Shipped", "build", "build_all", "price"]


def _nobody(_: Event) -> None:
    pass


def build(
    package: str = "",
    *,
    here: Path | None = None,
    tell: Tell = _nobody,
    **asked: Unpack[BuildKeywords],
) -> Shipped:
    """Builds, packs and proves one program of a Go module, and returns what came of it.

    package: a program of slimgo.toml, a folder or an import path, as seen from here, which is the
    current folder by default. asked: the options of `slimgo build`, as BuildKeywords lists them.
    tell: is called with each event. Raises SlimgoError of every kind: BadInput for what was asked,
    ToolMissing, CommandFailed, CheckFailed, EngineFailed; TypeError for an option that there is
    not.
    """
    where = (here or Path.cwd()).absolute()
    if "..." in package:
        raise BadInput(f"{package} may name several programs", cure="name one package")
    wanted = order(known(asked, OF_A_BUILD), os.environ, packages=(package,), here=where)
    (shipped,) = ship(wanted, tell, single=True)
    return shipped


def build_all(
    *,
    here: Path | None = None,
    tell: Tell = _nobody,
    shard: tuple[int, int] = (1, 1),
    **asked: Unpack[BuildKeywords],
) -> tuple[Shipped, ...]:
    """The same for each program of the settings file, of which one that fails stops no other.

    shard: only this part of so many, counted from 1. Raises CheckFailed after the last where one
    failed; else as build.
    """
    where = (here or Path.cwd()).absolute()
    words = {**known(asked, OF_A_BUILD), "all": True, "shard": "/".join(map(str, shard))}
    return ship(order(words, os.environ, packages=(), here=where), tell)


def price(
    package: str = "",
    *,
    here: Path | None = None,
    tell: Tell = _nobody,
    variants: tuple[str, ...] = (),
    budget: str = "",
    seed: int | None = None,
    anew: bool = False,
    **asked: Unpack[BuildKeywords],
) -> PriceList:
    """Measures what each variant of one program saves and costs, as `slimgo price` does.

    variants: levers with + between them, the baseline first; the usual ones by default. budget:
    `90s`, `5m`. anew: whether what an earlier run measured does not count. The rest, and what is
    raised, as of build.
    """
    where = (here or Path.cwd()).absolute()
    words = known(asked, OF_A_BUILD)
    typed = {"variants": variants, "budget": budget, "seed": "" if seed is None else str(seed)}
    wanted = order(words, os.environ, packages=(package,), here=where)
    native = Target(goos="linux", goarch=host_goarch())
    plan = price_plan({**typed, "recheck": anew}, native, wanted.file)
    with opened_program(wanted, plan, tell) as (project, possible):
        return measured(project, possible)
