"""A service of which everything is known beforehand, opened to be measured."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from slimgo.config.order import order
from slimgo.config.price import PricePlan
from slimgo.pipeline.machine import load, machine
from slimgo.pipeline.price.generator import find_generator
from slimgo.pipeline.price.programs import opened_program
from slimgo.pipeline.price.run import Run
from slimgo.pipeline.price.visits import harness
from slimgo.pipeline.project import Project
from slimgo.plan.price.measurings import Measuring
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


@pytest.fixture(scope="session")
def ruler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ruler]:
    folder = tmp_path_factory.mktemp("ruler") / "module"
    shutil.copytree(HERE / "ruler", folder)
    wanted = order({"port": 3000}, os.environ, packages=(), here=folder)
    with opened_program(wanted, _PLAN, lambda _: None) as (project, _):
        yield Ruler(project=project)


Measured = Callable[..., list[PriceList]]


@pytest.fixture
def measured(ruler: Ruler) -> Measured:
    """Measures variants in one way, with a plan for each seed."""

    def measure(
        *variants: PricedVariant, way: Measuring, seeds: tuple[int, ...] = (1,)
    ) -> list[PriceList]:
        generator, _ = find_generator(ruler.project)
        found = []
        with harness(ruler.project, variants, generator, (way,)) as opened:
            for seed in seeds:
                one = Run(
                    project=ruler.project,
                    generator=generator,
                    known=ruler.known(*variants, seed=seed),
                    save=lambda _: None,
                    began=time.monotonic(),
                    load=load(),
                )
                one.rounds(opened, (way,))
                found.append(one.known)
        return found

    return measure
