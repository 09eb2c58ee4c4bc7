"""The price list of a program: variants made, then measured until it is certain or time is up."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from slimgo.checks.price.doubts import doubts
from slimgo.checks.price.labels import mislabelled
from slimgo.config.price import PricePlan
from slimgo.errors import CheckFailed
from slimgo.pipeline.machine import load, machine
from slimgo.pipeline.price.generator import find_generator
from slimgo.pipeline.price.made import made
from slimgo.pipeline.price.saved import read, save
from slimgo.pipeline.price.visits import Harness, VisitFailed, harness, possible
from slimgo.pipeline.project import Project
from slimgo.plan.price.measurings import Measuring
from slimgo.plan.price.quantities import QUANTITIES
from slimgo.plan.price.schedule import Round, next_round, standing, subjects
from slimgo.report.price.progress import progress
from slimgo.values.event import Doing
from slimgo.values.measurement import Load
from slimgo.values.price import Failure, NotMeasured, PriceList, Series


def price(
    project: Project, plan: PricePlan, *, keep: Callable[[PriceList], None] = lambda _: None
) -> PriceList:
    """Saves after every measurement; goes on where an earlier run of the same programs on this
    machine was stopped. keep: is handed what is known whenever that changes.

    Raises CheckFailed where the baseline cannot be made; SlimgoError of every kind.
    """
    began = time.monotonic()
    file = file_of(project)
    variants = made(project, plan.names)
    if variants[0].failed:
        raise CheckFailed(f"{variants[0].name} cannot be made", why=variants[0].failed)
    now = PriceList(
        program=project.program.name,
        baseline=variants[0].name,
        target=str(project.target),
        machine=machine(),
        versions=tuple(
            (each.name, each.version) for each in (project.go, *project.packers.values())
        ),
        seed=secrets.randbelow(1 << 32) if plan.seed is None else plan.seed,
        budget_seconds=plan.budget_seconds,
        variants=variants,
    )
    found = None if plan.anew else _earlier(file, now, plan)
    generator, lacking = find_generator(project)
    measurings, not_measured = possible(project, generator, lacking)
    run = Run(
        project=project,
        file=file,
        known=replace(found or now, not_measured=not_measured, budget_seconds=plan.budget_seconds),
        keep=keep,
        began=began,
        spent_before=found.spent_seconds if found else 0.0,
        load=load(),
    )
    run.save()
    if run.next(measurings):
        with harness(project, run.known.priced, generator) as opened:
            lacking = {each.what for each in opened.lacking}
            measurings = tuple(each for each in measurings if each.name not in lacking)
            run.cannot(opened.lacking)
            run.warm_up(opened, measurings)
            while coming := run.next(measurings):
                run.do(opened, coming)
    return run.known


def file_of(project: Project) -> Path:
    """Where what is known is kept."""
    return project.store.build / "price" / f"{project.program.name}.json"


def _earlier(file: Path, now: PriceList, plan: PricePlan) -> PriceList | None:
    """What an earlier run measured of the very same programs on the same machine."""
    if not file.is_file():
        return None
    found = read(file)
    same = [
        each.sha256 == other.sha256 and each.name == other.name
        for each, other in zip(found.variants, now.variants, strict=False)
    ]
    fits = (
        len(found.variants) == len(now.variants)
        and all(same)
        and (found.machine, found.baseline) == (now.machine, now.baseline)
        and plan.seed in (None, found.seed)
    )
    return replace(found, variants=now.variants, versions=now.versions) if fits else None


@dataclass(kw_only=True)
class Run:
    """What is known while it grows."""

    project: Project
    file: Path
    known: PriceList
    keep: Callable[[PriceList], None]
    began: float
    spent_before: float
    load: Load
    """Of the machine before anything was measured."""
    visit_seconds: dict[str, float] = field(default_factory=dict)
    """By measuring: what its slowest variant took."""

    @property
    def left_seconds(self) -> float:
        return self.known.budget_seconds - self._spent

    @property
    def _spent(self) -> float:
        return self.spent_before + time.monotonic() - self.began

    def next(self, measurings: Sequence[Measuring]) -> Round | None:
        return next_round(self.known, measurings, self.visit_seconds, self.left_seconds)

    def cannot(self, lacking: tuple[NotMeasured, ...]) -> None:
        self.known = replace(self.known, not_measured=(*self.known.not_measured, *lacking))

    def warm_up(self, opened: Harness, measurings: Sequence[Measuring]) -> None:
        """Each variant once in each way, thrown away: it fills the page cache, and tells how long
        a visit takes."""
        for measuring in measurings:
            if standing(self.known, measuring).done:
                continue
            for each in subjects(self.known, measuring):
                self.project.tell(Doing(text=f"warming up: {measuring.name}, {each.name}"))
                self._visit(opened, measuring, each.name, None)

    def do(self, opened: Harness, coming: Round) -> None:
        for name in coming.variants:
            now = standing(self.known, coming.measuring)
            self.project.tell(Doing(text=progress(now, name, self.left_seconds)))
            self._visit(opened, coming.measuring, name, coming.number)
            self.save()

    def save(self) -> None:
        self.known = replace(
            self.known,
            spent_seconds=self._spent,
            doubts=(*mislabelled(self.known), *doubts(self.known, self.load)),
        )
        save(self.file, self.known)
        self.keep(self.known)

    def _visit(self, opened: Harness, measuring: Measuring, name: str, number: int | None) -> None:
        began = time.monotonic()
        try:
            taken = opened.visit(measuring, name)
        except VisitFailed as error:
            failure = Failure(
                variant=name, measuring=measuring.name, round=number or 0, why=str(error)
            )
            self.known = replace(self.known, failures=(*self.known.failures, failure))
            return
        finally:
            took = time.monotonic() - began
            self.visit_seconds[measuring.name] = max(
                took, self.visit_seconds.get(measuring.name, 0.0)
            )
        if number is not None:
            self.known = with_samples(self.known, name, number, taken)


def with_samples(
    known: PriceList, variant: str, number: int, taken: Mapping[str, float]
) -> PriceList:
    """One more sample of each of those quantities, taken in that round."""
    series = {(each.variant, each.quantity): each for each in known.series}
    for quantity, value in taken.items():
        before = series.get((variant, quantity))
        series[variant, quantity] = Series(
            variant=variant,
            quantity=quantity,
            unit=QUANTITIES[quantity].unit,
            rounds=(*(before.rounds if before else ()), number),
            samples=(*(before.samples if before else ()), value),
        )
    return replace(known, series=tuple(series.values()))
