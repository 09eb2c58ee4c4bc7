"""A service of which everything is known beforehand, opened to be measured."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from slimgo.config.order import order
from slimgo.config.price import PricePlan
from slimgo.pipeline.machine import machine
from slimgo.pipeline.price.programs import opened_program
from slimgo.pipeline.project import Project
from slimgo.run.process import run
from slimgo.values.command import Command
from slimgo.values.price import PricedVariant, PriceList
from tests.programs.build import HERE

_PLAN = PricePlan(variants=((),), budget_seconds=3600, seed=1, anew=True)


@dataclass(frozen=True, kw_only=True)
class Ruler:
    """The opened project, and a build of the service for each choice of what is known of it."""

    project: Project

    def variant(self, name: str, **values: str) -> PricedVariant:
        """values: wait, touch and body."""
        path = f"build/{name}"
        flags = " ".join(("-s -w", *(f"-X main.{key}={value}" for key, value in values.items())))
        words = ("go", "build", "-trimpath", "-buildvcs=false", "-ldflags", flags, "-o", path, ".")
        run(Command(argv=words, env=(("CGO_ENABLED", "0"),)), self.project.surroundings)
        return PricedVariant(name=name, does="", effect="free", path=path)

    def known(self, *variants: PricedVariant, seed: int = 1) -> PriceList:
        """Nothing yet; the first is the baseline."""
        return PriceList(
            program="ruler",
            baseline=variants[0].name,
            target="linux/amd64",
            machine=machine(),
            versions=(),
            seed=seed,
            budget_seconds=3600,
            variants=variants,
        )


@contextmanager
def opened_ruler(folder: Path) -> Iterator[Ruler]:
    """folder: where its source is copied to."""
    module = folder / "module"
    shutil.copytree(HERE / "ruler", module)
    wanted = order({"port": 3000}, os.environ, packages=(), here=module)
    with opened_program(wanted, _PLAN, lambda _: None) as (project, _):
        yield Ruler(project=project)
