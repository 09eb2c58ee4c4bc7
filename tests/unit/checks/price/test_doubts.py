"""Each thing that makes figures doubtful is noticed, and nothing is where all is well."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.checks.price.doubts import doubts
from slimgo.plan.price import quantities as q
from slimgo.values.measurement import Load
from slimgo.values.price import Doubt, Failure, PriceList
from tests.unit.plan.price.lists import MB, prices, variant

REST = Load(average=0.1, cpus=2)
ANEW = "end what else runs, and measure anew with --recheck"


def told(known: PriceList, load: Load = REST) -> tuple[Doubt, ...]:
    return doubts(known, load)


def test_a_quiet_run_has_none() -> None:
    steady = [1.0] * 20
    known = prices(taken={("plain", q.START): steady, ("packed", q.START): steady})
    assert told(known) == ()


def test_a_busy_machine() -> None:
    assert told(prices(), Load(average=3.5, cpus=2)) == (
        Doubt(
            what="the machine was busy: load 3.5 on 2 CPUs",
            why="times are longer than at rest, and vary more; ratios are less touched",
            cure=ANEW,
        ),
    )


def test_a_cold_cache() -> None:
    assert doubts(prices(), REST, disk_waits=5) == (
        Doubt(
            what="5 starts waited for the disk",
            why="what they read had gone from memory: something else needs it",
            cure=ANEW,
        ),
    )
    assert not doubts(prices(), REST, disk_waits=4)


def test_samples_far_off() -> None:
    known = prices(taken={("plain", q.START_COLD): [1.0] * 18 + [9.0] * 2})
    assert told(known) == (
        Doubt(
            what="cold start of plain: 2 of 20 samples are over 3 times the median",
            why="something else ran meanwhile; medians hold against it",
            cure=ANEW,
        ),
    )


@pytest.mark.parametrize(
    ("quantity", "samples"),
    [
        (q.START_COLD, [1.0] * 9 + [9.0]),  # one happens
        (q.START_COLD, [1.0] * 38 + [9.0] * 2),  # 5 in 100 do
        (q.START_COLD, [1.0] * 18 + [3.0] * 2),  # that is not so far
        (q.PRIVATE, [1.0] * 18 + [9.0] * 2),  # no time
    ],
)
def test_few_samples_far_off_are_nothing(quantity: str, samples: list[float]) -> None:
    assert not told(prices(taken={("plain", quantity): samples}))


def test_samples_far_off_are_told_of_each_series() -> None:
    far = [1.0] * 18 + [9.0] * 2
    known = prices(
        taken={
            ("plain", q.PRIVATE): [1.0],
            ("plain", q.START_COLD): far,
            ("packed", q.START_COLD): far,
        }
    )
    assert [each.what.partition(":")[0] for each in told(known)] == [
        "cold start of plain",
        "cold start of packed",
    ]


def test_a_machine_that_becomes_slower() -> None:
    assert told(prices(taken={("plain", q.START): [0.010] * 5 + [0.013] * 5})) == (
        Doubt(
            what="the machine changed its speed: starts took 10.0 ms, and 13.0 ms later",
            why="throttling, or other work on the same hardware; pairs cancel it, single times do "
            "not",
            cure="keep to the ratios, or measure anew with --recheck",
        ),
    )


@pytest.mark.parametrize("samples", [[13.0] * 4 + [10.0] * 4, [10.0] * 4 + [13.0] * 4])
def test_eight_starts_are_enough_for_that_either_way(samples: list[float]) -> None:
    assert len(told(prices(taken={("plain", q.START): samples}))) == 1


@pytest.mark.parametrize(
    ("name", "samples"),
    [
        ("plain", [10.0] * 3 + [13.0] * 4),  # too few
        ("plain", [10.0] * 5 + [12.0] * 5),  # as machines do
        ("packed", [10.0] * 5 + [13.0] * 5),  # the baseline tells
        ("plain", [10.0] * 3 + [13.0] * 3 + [10.0] * 4),  # half as long each
    ],
)
def test_a_little_slower_is_nothing(name: str, samples: list[float]) -> None:
    assert not told(prices(taken={(name, q.START): samples}))


def test_a_program_that_leaks() -> None:
    known = prices(
        taken={("packed", q.PRIVATE): [6 * MB] * 6, ("packed", q.PRIVATE_LOADED): [90 * MB] * 6}
    )
    assert told(known) == (
        Doubt(
            what="packed holds 15 times as much memory after 10,000 requests",
            why="it keeps what it was asked, or its garbage was not collected yet",
            cure="start it with net/http/pprof in it, and compare two heap profiles",
        ),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (6.0, 12.0),
        (10.0, 40.0),  # 4 times is not more than that
        (1.0, 1.0 + (32 << 20) / MB),  # nor are 32 MiB
        (100.0, 150.0),
    ],
)
def test_one_that_only_works_does_not(before: float, after: float) -> None:
    known = prices(
        taken={
            ("packed", q.PRIVATE): [before * MB] * 6,
            ("packed", q.PRIVATE_LOADED): [after * MB] * 6,
        }
    )
    assert not told(known)


def test_memory_of_which_only_one_end_is_known_says_nothing() -> None:
    assert not told(prices(taken={("packed", q.PRIVATE_LOADED): [90 * MB] * 6}))
    assert not told(prices(taken={("packed", q.PRIVATE): [90 * MB] * 6}))


def test_a_program_that_answers_sometimes() -> None:
    failures = tuple(
        Failure(variant="packed", measuring="starts", round=number, why="it ended with status 2")
        for number in (1, 4)
    )
    before = Failure(variant="packed", measuring="starts", round=0, why="it was not up yet")
    failures = (before, *failures)
    known = prices(
        replace(variant("plain"), path="build/a"), replace(variant("packed"), path="build/b")
    )
    assert told(replace(known, failures=failures)) == (
        Doubt(
            what="packed did not answer 3 times: starts",
            why="it ended with status 2",
            cure="slimgo check build/b",
        ),
    )


def test_several_that_are_not_known_well_are_one_doubt() -> None:
    known = prices(
        variant("plain"),
        variant("one"),
        variant("two"),
        variant("three"),
        taken={
            ("plain", q.START): [1.0] * 12,
            ("one", q.START): [1.0, 2.0] * 6,
            ("two", q.START): [1.0, 3.0] * 6,
            ("three", q.START): [1.0, 1.222] * 6,
        },
    )
    (doubt,) = told(known)
    assert doubt.what == ("the start of two is known to ±50 % only, and of 1 more beyond ±10 %")


def test_a_ratio_that_is_not_known_well() -> None:
    known = prices(taken={("plain", q.START): [1.0] * 12, ("packed", q.START): [1.0, 2.0] * 6})
    assert told(known) == (
        Doubt(
            what="the start of packed is known to ±33 % only",
            why="after 12 pairs the budget was spent, or the machine is restless",
            cure="give it a longer --budget, on a machine at rest: it goes on from here",
        ),
    )
