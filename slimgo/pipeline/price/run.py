"""Measures variants round by round, until it is certain or time is up."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from slimgo.checks.price.doubts import doubts
from slimgo.checks.price.labels import mislabelled
from slimgo.errors import visible
from slimgo.pipeline.price.generator import Generator
from slimgo.pipeline.price.visits import Harness, VisitFailed, harness
from slimgo.pipeline.project import Project
from slimgo.plan.price.measurings import Measuring
from slimgo.plan.price.quantities import QUANTITIES
from slimgo.plan.price.schedule import Round, next_round, standing, subjects
from slimgo.report.price.progress import progress
from slimgo.values.event import Doing
from slimgo.values.measurement import Load
from slimgo.values.price import Failure, NotMeasured, PriceList, Series


@dataclass(kw_only=True)
class Run:
    """What is known while it grows."""

    project: Project
    generator: Generator | None
    known: PriceList
    save: Callable[[PriceList], None]
    """Called with what is known after every measurement."""
    began: float
    """When this run began, in the monotonic clock. Making the variants counts too, but for half of
    the budget at most: nobody builds for five minutes to measure nothing."""
    load: Load
    """Of the machine before anything was measured."""
    visit_seconds: dict[str, float] = field(default_factory=dict)
    """By measuring: what its slowest variant took."""

    warmed: set[str] = field(default_factory=set)
    """Measurings that were done once to each variant, and thrown away."""
    disk_waits: int = 0
    """Starts that waited for the disk."""

    def __post_init__(self) -> None:
        self._spent_before = self.known.spent_seconds

    def measure(self, measurings: Sequence[Measuring]) -> None:
        """Until everything is certain, or the budget is spent. Raises SlimgoError."""
        self._save()
        if not self.next(measurings):
            return
        with harness(self.project, self.known.priced, self.generator, measurings) as opened:
            gone = {each.what for each in opened.lacking}
            left = tuple(each for each in measurings if each.name not in gone)
            self.known = replace(
                self.known, not_measured=(*self.known.not_measured, *opened.lacking)
            )
            self.rounds(opened, left)
        self.name_what_did_not_fit(left)

    def name_what_did_not_fit(self, measurings: Sequence[Measuring]) -> None:
        """Of what could be measured here: that of which there is nothing."""
        missed = [
            each.name
            for each in measurings
            if not standing(self.known, each).number
            and not self.known.failed(self.known.baseline, each.name)
        ]
        if missed:
            why = "it did not fit into the budget"
            told = tuple(NotMeasured(what=name, why=why) for name in missed)
            self.known = replace(self.known, not_measured=(*self.known.not_measured, *told))
            self._save()

    def rounds(self, opened: Harness, measurings: Sequence[Measuring]) -> None:
        """The same in a harness that is open."""
        while coming := self.next(measurings):
            if coming.measuring.name in self.warmed:
                self.do(opened, coming)
                self.disk_waits += len(opened.disk_waits)
            else:
                self.warm_up(opened, coming.measuring)
            opened.disk_waits.clear()

    @property
    def left_seconds(self) -> float:
        return self.known.budget_seconds - self._spent

    @property
    def _spent(self) -> float:
        return self._spent_before + time.monotonic() - self.began

    def next(self, measurings: Sequence[Measuring]) -> Round | None:
        return next_round(self.known, measurings, self.visit_seconds, self.left_seconds)

    def warm_up(self, opened: Harness, measuring: Measuring) -> None:
        """Each variant once, thrown away: it fills the page cache, and tells how long a visit
        takes."""
        self.warmed.add(measuring.name)
        for each in subjects(self.known, measuring):
            if self.left_seconds <= 0:
                return
            self.project.tell(Doing(text=f"warming up: {measuring.name}, {each.name}"))
            self._visit(opened, measuring, each.name, None)

    def do(self, opened: Harness, coming: Round) -> None:
        for name in coming.variants:
            if self.left_seconds <= 0:
                return
            now = standing(self.known, coming.measuring)
            self.project.tell(Doing(text=progress(now, name, self.left_seconds)))
            self._visit(opened, coming.measuring, name, coming.number)
            self._save()

    def _save(self) -> None:
        self.known = replace(
            self.known,
            spent_seconds=self._spent,
            doubts=(
                *mislabelled(self.known),
                *doubts(self.known, self.load, disk_waits=self.disk_waits),
            ),
        )
        self.save(self.known)

    def _visit(self, opened: Harness, measuring: Measuring, name: str, number: int | None) -> None:
        began = time.monotonic()
        try:
            taken = opened.visit(measuring, name)
        except VisitFailed as error:
            why = visible(str(error))
            failure = Failure(variant=name, measuring=measuring.name, round=number or 0, why=why)
            self.known = replace(self.known, failures=(*self.known.failures, failure))
            return
        took = time.monotonic() - began
        self.visit_seconds[measuring.name] = max(took, self.visit_seconds.get(measuring.name, 0.0))
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
