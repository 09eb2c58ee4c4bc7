"""The price list of a program: variants made, then measured until it is certain or time is up."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from slimgo.config.price import PricePlan
from slimgo.errors import BadInput, CheckFailed
from slimgo.facts.measuring_place import measuring_place
from slimgo.pipeline.machine import load, machine
from slimgo.pipeline.price.conditions import asked_digest, image_digest
from slimgo.pipeline.price.generator import find_generator
from slimgo.pipeline.price.made import made
from slimgo.pipeline.price.possible import possible
from slimgo.pipeline.price.run import Run
from slimgo.pipeline.price.saved import read, save
from slimgo.pipeline.project import Project
from slimgo.run.go_tools import GO_TOOLS
from slimgo.values.event import Note
from slimgo.values.price import PriceList, Reference


def price(
    project: Project,
    plan: PricePlan,
    *,
    keep: Callable[[PriceList], None] = lambda _: None,
    references: tuple[Reference, ...] = (),
) -> PriceList:
    """Saves after every measurement; goes on where an earlier run of the same programs on this
    machine was stopped. keep: is handed what is known whenever that changes. references: see there.

    Raises CheckFailed where the baseline cannot be made; SlimgoError of every kind.
    """
    began = time.monotonic()
    file = file_of(project)
    earlier = None if plan.anew else _earlier(project)
    image = image_digest(project)
    same_image = earlier is not None and earlier.image == image
    known_of = {each.name: each for each in earlier.priced} if earlier and same_image else {}
    variants = made(project, plan.variants, known_of)
    if variants[0].failed:
        raise CheckFailed(f"{variants[0].name} cannot be made", why=variants[0].failed)
    now = PriceList(
        program=project.program.name,
        baseline=variants[0].name,
        target=str(project.target),
        machine=(*machine(), *measuring_place()),
        versions=(
            *((each.name, each.version) for each in (project.go, *project.packers.values())),
            *((each.name, each.version) for each in GO_TOOLS.values()),
        ),
        asked=asked_digest(project),
        image=image,
        seed=secrets.randbelow(1 << 32) if plan.seed is None else plan.seed,
        budget_seconds=plan.budget_seconds,
        variants=variants,
        references=references,
    )
    found = _gone_on_with(earlier, now, plan) if earlier else None
    generator, lacking = find_generator(project)
    measurings, not_measured = possible(project, generator, lacking)
    known = replace(found or now, not_measured=not_measured, budget_seconds=plan.budget_seconds)
    run = Run(
        project=project,
        generator=generator,
        known=known,
        save=lambda grown: _keep(file, grown, keep),
        began=time.monotonic() - min(time.monotonic() - began, plan.budget_seconds / 2),
        load=load(),
    )
    run.measure(measurings)
    return run.known


def _keep(file: Path, known: PriceList, keep: Callable[[PriceList], None]) -> None:
    save(file, known)
    keep(known)


def file_of(project: Project) -> Path:
    """Where what is known is kept."""
    return project.store.build / "price" / f"{project.program.name}.json"


def _earlier(project: Project) -> PriceList | None:
    """What an earlier run measured; None where there is none, or nothing readable."""
    file = file_of(project)
    if not file.is_file():
        return None
    try:
        return read(file)
    except BadInput as error:
        project.tell(Note(text=f"{error.what}, and so all is measured anew", loud=True))
        return None


def _gone_on_with(earlier: PriceList, now: PriceList, plan: PricePlan) -> PriceList | None:
    """The same with what was measured of the very same programs on the same machine; None where
    they are others."""
    same = [(each.name, each.sha256) for each in earlier.variants] == [
        (each.name, each.sha256) for each in now.variants
    ]
    alike = (earlier.machine, earlier.asked, earlier.image) == (now.machine, now.asked, now.image)
    fits = same and alike and plan.seed in (None, earlier.seed)
    return replace(earlier, variants=now.variants, versions=now.versions) if fits else None
