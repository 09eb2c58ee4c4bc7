"""Below which bandwidth a variant answers sooner, and how certain that is."""

from __future__ import annotations

import random

import pytest

from slimgo.plan.price import quantities as q
from slimgo.plan.price.break_even import break_evens
from slimgo.plan.price.nothing import FASTEST, SLOWEST, crossing, from_nothing
from slimgo.report.price.computed import sooner
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
                sample * drawn.lognormvariate(0, spread) for sample in each.samples
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


def test_one_that_is_sooner_over_fast_links_alone() -> None:
    known = made(plain_start=0.005, packed_start=0.1)
    other_way = prices(
        *reversed(known.variants),
        taken={(each.variant, each.quantity): each.samples for each in known.series},
    )
    found = break_evens(other_way)["plain"]
    assert found.sooner == "above"
    assert not found.never
    assert found.megabits == pytest.approx(break_evens(known)["packed"].megabits)
    assert sooner(found, "packed").startswith("sooner than packed above ")


def test_an_end_that_is_beyond_the_links_is_said_to_be() -> None:
    close = made(plain_start=0.005, packed_start=0.045)
    found = break_evens(noisy(close, seed=3, spread=0.3))["packed"]
    assert found.high == FASTEST
    assert not found.always
    assert sooner(found, "plain").endswith(" to 10 Gbit/s and more)")


def test_too_few_rounds_say_nothing() -> None:
    known = made(plain_start=0.005, packed_start=0.1)

    def cut(quantity: str, variant: str = "") -> PriceList:
        return prices(
            *known.variants,
            taken={
                (each.variant, each.quantity): each.samples[:5]
                if each.quantity == quantity and variant in ("", each.variant)
                else each.samples
                for each in known.series
            },
        )

    assert break_evens(cut(q.START, "packed")) == {}
    assert break_evens(cut(q.NOTHING, "plain")) == {}
    assert break_evens(cut(q.nothing_at(100))) == {}


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
