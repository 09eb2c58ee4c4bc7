"""The ruler's service, opened once, and what measures it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from slimgo.pipeline.machine import load
from slimgo.pipeline.price.generator import find_generator
from slimgo.pipeline.price.run import Run
from slimgo.pipeline.price.visits import harness
from slimgo.plan.price.measurings import Measuring
from slimgo.values.price import PricedVariant, PriceList
from tests.ruler.service import Ruler, opened_ruler


@pytest.fixture(scope="session")
def ruler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ruler]:
    with opened_ruler(tmp_path_factory.mktemp("ruler")) as opened:
        yield opened


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
