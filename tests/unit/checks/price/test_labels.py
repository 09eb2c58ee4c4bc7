"""What is called free must leave everything as it is."""

from __future__ import annotations

import pytest

from slimgo.checks.price.labels import mislabelled
from slimgo.plan.price import quantities as q
from slimgo.values.explained import Effect
from slimgo.values.price import Doubt, PriceList
from tests.unit.plan.price.lists import prices, variant


def taken(quantity: str, ratio: float, effect: Effect = "free", rounds: int = 8) -> PriceList:
    return prices(
        variant("plain"),
        variant("other", effect=effect),
        taken={
            ("plain", quantity): [1.0] * rounds,
            ("other", quantity): [ratio] * rounds,
        },
    )


@pytest.mark.parametrize(("quantity", "ratio"), [(q.START, 1.1), (q.THROUGHPUT, 0.9)])
def test_a_free_variant_that_costs_something_is_named(quantity: str, ratio: float) -> None:
    (told,) = mislabelled(taken(quantity, ratio))
    assert told.what.startswith("other is called free, and is not: ")
    assert quantity in told.what


@pytest.mark.parametrize(("quantity", "ratio"), [(q.START, 0.9), (q.THROUGHPUT, 1.1)])
def test_one_that_is_better_is_still_free(quantity: str, ratio: float) -> None:
    assert not mislabelled(taken(quantity, ratio))


def test_a_difference_that_costs_nobody_anything_is_none() -> None:
    assert not mislabelled(taken(q.PRIVATE, 1.01))


def test_one_that_is_called_costly_may_cost() -> None:
    assert not mislabelled(taken(q.START, 3.0, effect="costs speed or memory"))


def test_nobody_is_contradicted_with_seven_pairs() -> None:
    assert not mislabelled(taken(q.START, 3.0, rounds=7))


def test_a_pull_is_the_links_affair() -> None:
    assert not mislabelled(taken(q.NOTHING, 3.0))


def test_the_words_of_it() -> None:
    assert mislabelled(taken(q.START, 1.1)) == (
        Doubt(
            what="other is called free, and is not: start 1.10×",
            why="between 1.10× and 1.10× in 8 pairs",
            cure="leave it out, or take it for one that costs speed or memory",
        ),
    )


@pytest.mark.parametrize(("quantity", "ratio"), [(q.START, 1.02), (q.THROUGHPUT, 0.98)])
def test_two_percent_are_nothing(quantity: str, ratio: float) -> None:
    assert not mislabelled(taken(quantity, ratio))


def test_each_quantity_that_is_worse_is_named_and_what_costs_nothing_is_not() -> None:
    names = (q.START, q.START_COLD, q.NOTHING, q.PRIVATE)
    known = prices(
        variant("plain"),
        variant("other"),
        taken={(each, name): [1.0 + (each == "other")] * 8
               for each in ("plain", "other") for name in names},
    )  # fmt: skip
    assert [each.what.rpartition(": ")[2] for each in mislabelled(known)] == [
        "start 2.00×",
        "cold start 2.00×",
        "private memory 2.00×",
    ]
