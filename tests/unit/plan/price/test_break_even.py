"""Below which bandwidth a variant answers sooner, and how certain that is."""

from __future__ import annotations

import random

from slimgo.plan.price import quantities as q
from slimgo.plan.price.break_even import break_evens
from slimgo.plan.price.nothing import FASTEST, SLOWEST, crossing, from_nothing
from slimgo.values.price import PriceList
from tests.unit.plan.price.lists import prices, variant
from tests.unit.plan.price.test_nothing import made


def noisy(known: PriceList, seed: int, spread: float = 0.05) -> PriceList:
    """Every sample a little more or less."""
    drawn = random.Random(seed)  # noqa: S311  no secret
    return prices(
        *known.variants,
        taken={
            (each.variant, each.quantity): [
                sample * drawn.gauss(1, spread) for sample in each.samples
            ]
            for each in known.series
        },
    )


def test_what_never_varies_is_certain() -> None:
    known = made(plain_start=0.005, packed_start=0.1)
    (found,) = break_evens(known).values()
    lines = from_nothing(known)
    assert found.low == found.megabits == found.high
    assert found.megabits == crossing(lines["packed"], lines["plain"])
    assert not found.always
    assert not found.never


def test_what_varies_has_an_interval_around_it() -> None:
    found = break_evens(noisy(made(plain_start=0.005, packed_start=0.1), seed=1))["packed"]
    assert found.low < found.megabits < found.high


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    exact = made(plain_start=0.005, packed_start=0.1)
    truth = break_evens(exact)["packed"].megabits
    found = [break_evens(noisy(exact, seed))["packed"] for seed in range(60)]
    held = sum(each.low <= truth <= each.high for each in found)
    assert held >= 50


def test_one_that_is_sooner_over_every_link() -> None:
    found = break_evens(made(plain_start=0.005, packed_start=0.006))["packed"]
    assert found.always
    assert (found.low, found.high) == (FASTEST, FASTEST)


def test_one_that_is_later_over_every_link() -> None:
    known = made(plain_start=0.005, packed_start=0.006)
    other_way = prices(
        *reversed(known.variants),
        taken={(each.variant, each.quantity): each.samples for each in known.series},
    )
    found = break_evens(other_way)["plain"]
    assert found.never
    assert (found.low, found.high) == (SLOWEST, SLOWEST)


def test_the_same_price_list_has_the_same_interval() -> None:
    known = noisy(made(plain_start=0.005, packed_start=0.1), seed=3)
    assert break_evens(known) == break_evens(known)


def test_without_the_parts_there_is_none() -> None:
    assert break_evens(prices()) == {}
    without_base = prices(
        variant("plain", pull=5),
        variant("packed", 1, pull=1),
        taken={("packed", q.START): [1.0] * 6, ("packed", q.NOTHING): [1.0] * 6},
    )
    assert break_evens(without_base) == {}
