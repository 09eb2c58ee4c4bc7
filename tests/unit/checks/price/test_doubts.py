"""Each thing that makes figures doubtful is noticed, and nothing is where all is well."""

from __future__ import annotations

from dataclasses import replace

from slimgo.checks.price.doubts import doubts
from slimgo.plan.price import quantities as q
from slimgo.values.measurement import Load
from slimgo.values.price import Doubt, Failure, PriceList
from tests.unit.plan.price.lists import MB, prices, variant

REST = Load(average=0.1, cpus=2)


def told(known: PriceList, load: Load = REST) -> tuple[Doubt, ...]:
    return doubts(known, load)


def test_a_quiet_run_has_none() -> None:
    steady = [1.0] * 20
    known = prices(taken={("plain", q.START): steady, ("packed", q.START): steady})
    assert told(known) == ()


def test_a_busy_machine() -> None:
    (doubt,) = told(prices(), Load(average=3.5, cpus=2))
    assert doubt.what == "the machine was busy: load 3.5 on 2 CPUs"
    assert "--recheck" in doubt.cure


def test_a_cold_cache() -> None:
    (doubt,) = doubts(prices(), REST, disk_waits=5)
    assert doubt.what == "5 starts waited for the disk"
    assert not doubts(prices(), REST, disk_waits=4)


def test_samples_far_off() -> None:
    known = prices(taken={("plain", q.START_COLD): [1.0] * 18 + [9.0] * 2})
    (doubt,) = told(known)
    assert doubt.what.startswith("cold start of plain: 2 of 20 samples are over 3 times")


def test_one_sample_far_off_is_nothing() -> None:
    assert not told(prices(taken={("plain", q.START_COLD): [1.0] * 9 + [9.0]}))


def test_a_machine_that_becomes_slower() -> None:
    (doubt,) = told(prices(taken={("plain", q.START): [0.010] * 5 + [0.013] * 5}))
    assert doubt.what.startswith("the machine changed its speed: starts took 10.0 ms, and 13.0 ms")


def test_a_program_that_leaks() -> None:
    known = prices(
        taken={("packed", q.PRIVATE): [6 * MB] * 6, ("packed", q.PRIVATE_LOADED): [90 * MB] * 6}
    )
    (doubt,) = told(known)
    assert doubt.what == "packed holds 15 times as much memory after 10,000 requests"


def test_one_that_only_works_does_not() -> None:
    known = prices(
        taken={("packed", q.PRIVATE): [6 * MB] * 6, ("packed", q.PRIVATE_LOADED): [12 * MB] * 6}
    )
    assert not told(known)


def test_a_program_that_answers_sometimes() -> None:
    failures = tuple(
        Failure(variant="packed", measuring="starts", round=number, why="it ended with status 2")
        for number in (1, 4)
    )
    (doubt,) = told(replace(prices(), failures=failures))
    assert doubt.what == "packed did not answer 2 times: starts"
    assert doubt.why == "it ended with status 2"


def test_several_that_are_not_known_well_are_one_doubt() -> None:
    known = prices(
        variant("plain"),
        variant("one"),
        variant("two"),
        taken={
            ("plain", q.START): [1.0] * 12,
            ("one", q.START): [1.0, 2.0] * 6,
            ("two", q.START): [1.0, 3.0] * 6,
        },
    )
    (doubt,) = told(known)
    assert doubt.what == ("the start of two is known to ±50 % only, and of 1 more beyond ±10 %")


def test_a_ratio_that_is_not_known_well() -> None:
    known = prices(taken={("plain", q.START): [1.0] * 12, ("packed", q.START): [1.0, 2.0] * 6})
    (doubt,) = told(known)
    assert doubt.what == "the start of packed is known to ±33 % only"
    assert "--budget" in doubt.cure
