"""First each thing often enough for an interval, then what is least certain, within the budget."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from slimgo.pipeline.price.run import with_samples
from slimgo.plan.price import measurings as m
from slimgo.plan.price import quantities as q
from slimgo.plan.price.measurings import Measuring
from slimgo.plan.price.schedule import GIVE_UP, next_round, shuffled, standing
from slimgo.values.price import Failure, PriceList
from tests.unit.plan.price.lists import prices, series, variant

FAST = Measuring(name="fast", gives=(q.START,), decides=q.START, least=8, most=12)
SLOW = Measuring(name="slow", gives=(q.THROUGHPUT,), decides=q.THROUGHPUT, least=8, most=12)


def taken(*, start: list[float], throughput: list[float]) -> PriceList:
    """Of a baseline that is 1 always, and of a packed one."""
    return prices(
        taken={
            ("plain", q.START): [1.0] * len(start),
            ("packed", q.START): start,
            ("plain", q.THROUGHPUT): [1.0] * len(throughput),
            ("packed", q.THROUGHPUT): throughput,
        }
    )


def test_each_round_measures_every_variant_once_in_an_order_that_the_seed_gives() -> None:
    coming = next_round(prices(), (FAST,), {}, 100.0)
    assert coming is not None
    assert coming.number == 0
    assert sorted(coming.variants) == ["packed", "plain"]
    assert coming == next_round(prices(), (FAST,), {}, 100.0)


def test_over_many_rounds_each_variant_is_first_as_often_as_the_others() -> None:
    names = ("a", "b", "c", "d")
    first = Counter(shuffled(names, 3, "starts", number)[0] for number in range(4000))
    assert all(800 < count < 1200 for count in first.values())


def test_what_has_too_few_rounds_comes_before_what_is_uncertain() -> None:
    known = taken(start=[1.0, 2.0] * 4, throughput=[1.0] * 2)
    coming = next_round(known, (FAST, SLOW), {}, 100.0)
    assert coming is not None
    assert coming.measuring is SLOW
    assert coming.number == 2


def test_then_what_is_farthest_from_its_goal() -> None:
    known = taken(start=[1.0, 1.3] * 4, throughput=[1.0, 3.0] * 4)
    coming = next_round(known, (FAST, SLOW), {}, 100.0)
    assert coming is not None
    assert coming.measuring is SLOW


def test_nothing_comes_once_everything_is_certain() -> None:
    known = taken(start=[1.5] * 8, throughput=[1.0] * 8)
    assert next_round(known, (FAST, SLOW), {}, 100.0) is None


def test_a_variant_that_is_certain_is_not_measured_further_but_the_baseline_is() -> None:
    known = prices(
        variant("plain"),
        variant("sure"),
        variant("unsure"),
        taken={
            ("plain", q.START): [1.0] * 8,
            ("sure", q.START): [2.0] * 8,
            ("unsure", q.START): [1.0, 2.0] * 4,
        },
    )
    coming = next_round(known, (FAST,), {}, 100.0)
    assert coming is not None
    assert sorted(coming.variants) == ["plain", "unsure"]


def test_what_does_not_fit_into_the_budget_is_left_for_what_does() -> None:
    known = taken(start=[1.0, 2.0] * 4, throughput=[1.0, 9.0] * 4)
    coming = next_round(known, (FAST, SLOW), {"slow": 10.0, "fast": 0.1}, 5.0)
    assert coming is not None
    assert coming.measuring is FAST
    assert next_round(known, (SLOW,), {"slow": 10.0}, 5.0) is None
    assert next_round(known, (FAST,), {}, 0.0) is None


def test_there_is_an_end_for_what_never_becomes_certain() -> None:
    known = taken(start=[1.0, 2.0] * 6, throughput=[])
    assert next_round(known, (FAST,), {}, 100.0) is None


def test_a_variant_that_fails_again_and_again_is_given_up() -> None:
    failures = tuple(
        Failure(variant="packed", measuring="fast", round=number, why="died")
        for number in range(GIVE_UP)
    )
    known = prices(variant("plain"), variant("packed"), variant("other"))
    coming = next_round(replace(known, failures=failures), (FAST,), {}, 100.0)
    assert coming is not None
    assert coming.number == GIVE_UP
    assert sorted(coming.variants) == ["other", "plain"]


def test_nothing_is_compared_with_a_baseline_that_fails() -> None:
    failures = tuple(
        Failure(variant="plain", measuring="fast", round=number, why="died")
        for number in range(GIVE_UP)
    )
    assert next_round(replace(prices(), failures=failures), (FAST,), {}, 100.0) is None


def test_a_slow_link_is_measured_for_the_baseline_and_the_smallest_pull_alone() -> None:
    known = prices(variant("plain", pull=4), variant("stripped", pull=3), variant("packed", pull=1))
    link = m.LINKS[100]
    assert set(standing(known, link).spreads) == {"packed"}
    plenty = replace(known, budget_seconds=m.PLENTY_SECONDS)
    assert set(standing(plenty, link).spreads) == {"stripped", "packed"}


def test_a_run_that_was_killed_goes_on_behind_its_last_round() -> None:
    known = replace(prices(), series=(series("plain", q.START, [1.0] * 4),))
    assert standing(known, FAST).number == 4


def test_a_variant_that_joins_later_gets_as_many_rounds_as_the_others() -> None:
    known = prices(
        variant("plain"),
        variant("sure"),
        variant("new"),
        taken={("plain", q.START): [1.0] * 10, ("sure", q.START): [2.0] * 10},
    )
    for number in range(10, 10 + FAST.least):
        coming = next_round(known, (FAST,), {}, 100.0)
        assert coming is not None
        assert coming.number == number
        assert sorted(coming.variants) == ["new", "plain"]
        for name in coming.variants:
            known = with_samples(known, name, number, {q.START: 1.5})
    assert standing(known, FAST).done
