"""Rounds with a harness that measures nothing: what is warmed up, and what does not fit."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from slimgo.pipeline.price.run import Run
from slimgo.pipeline.price.visits import VisitFailed
from slimgo.plan.price import quantities as q
from slimgo.plan.price.measurings import Measuring
from slimgo.values.measurement import Load
from tests.unit.plan.price.lists import prices

SHORT = Measuring(name="short", gives=(q.START,), decides=q.START)
LONG = Measuring(name="long", gives=(q.THROUGHPUT,), decides=q.THROUGHPUT)


@dataclass
class Clock:
    """Time that passes only where it is told to."""

    now: float = 0.0

    def monotonic(self) -> float:
        return self.now


@dataclass
class Fake:
    """A harness in which each visit takes as long as is said, and always gives the same."""

    clock: Clock
    seconds: dict[str, float]
    fails: str = ""
    disk_waits: list[str] = field(default_factory=list)
    visits: list[tuple[str, str]] = field(default_factory=list)

    def visit(self, measuring: Measuring, variant: str) -> dict[str, float]:
        self.clock.now += self.seconds[measuring.name]
        self.visits.append((measuring.name, variant))
        if measuring.name == self.fails:
            raise VisitFailed("it died: \x1b[31m")
        return dict.fromkeys(measuring.gives, 1.0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(time, "monotonic", made.monotonic)
    return made


def run_of(fake: Fake, *measurings: Measuring) -> Run:
    made = Run(
        project=SimpleNamespace(tell=lambda _: None),  # type: ignore[arg-type]
        generator=None,
        known=prices(budget=100.0),
        save=lambda _: None,
        began=0.0,
        load=Load(average=0.0, cpus=2),
    )
    harness: Any = fake
    made.rounds(harness, measurings)
    made.name_what_did_not_fit(measurings)
    return made


def test_everything_is_measured_until_it_is_certain(clock: Clock) -> None:
    known = run_of(Fake(clock, {"short": 0.1, "long": 0.2}), SHORT, LONG).known
    assert {(each.variant, each.quantity): len(each.samples) for each in known.series} == {
        (name, quantity): 8 for name in ("plain", "packed") for quantity in (q.START, q.THROUGHPUT)
    }
    assert known.not_measured == ()


def test_each_way_is_warmed_up_when_it_begins_and_that_counts_for_nothing(clock: Clock) -> None:
    fake = Fake(clock, {"short": 0.1})
    known = run_of(fake, SHORT).known
    assert len(fake.visits) == 2 * (1 + 8)
    assert all(len(each.samples) == 8 for each in known.series)


def test_what_does_not_fit_takes_nothing_from_what_does_and_is_named(clock: Clock) -> None:
    known = run_of(Fake(clock, {"short": 0.1, "long": 60.0}), SHORT, LONG).known
    assert {each.quantity for each in known.series} == {q.START}
    (missed,) = known.not_measured
    assert (missed.what, missed.why) == ("long", "it did not fit into the budget")


def test_what_fails_is_given_up_and_told_without_what_a_terminal_obeys(clock: Clock) -> None:
    fake = Fake(clock, {"short": 0.1, "long": 0.1}, fails="long")
    known = run_of(fake, SHORT, LONG).known
    assert {each.quantity for each in known.series} == {q.START}
    assert known.not_measured == ()
    assert {each.why for each in known.failures} == {"it died: \\x1b[31m"}
    assert len(known.failures) < 10
