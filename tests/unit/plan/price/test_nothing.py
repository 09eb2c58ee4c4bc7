"""The first answer from nothing at any bandwidth, from what was measured."""

from __future__ import annotations

import pytest

from slimgo.plan.price import quantities as q
from slimgo.plan.price.nothing import CARRIED, break_even, from_nothing, transfer_seconds
from slimgo.values.price import PriceList
from tests.unit.plan.price.lists import prices, variant

WAIT = 0.03
"""Seconds, before the program's own start."""


def made(*, plain_start: float, packed_start: float, packed_unpacking: float = 0.01) -> PriceList:
    """Of a machine that the model describes: 5 MB and 1 MB to pull, 50 ms to unpack the first."""
    plain, packed = variant("plain", pull=5), variant("packed", 1, pull=1)
    unlimited = {
        "plain": WAIT + plain_start + 0.05,
        "packed": WAIT + packed_start + packed_unpacking,
    }
    slow = transfer_seconds(5_000_000, 100) + WAIT + plain_start
    return prices(
        plain,
        packed,
        taken={
            ("plain", q.START): [plain_start] * 8,
            ("packed", q.START): [packed_start] * 8,
            ("plain", q.NOTHING): [unlimited["plain"]] * 6,
            ("packed", q.NOTHING): [unlimited["packed"]] * 6,
            ("plain", q.nothing_at(100)): [slow] * 6,
        },
    )


def test_a_link_carries_less_than_its_bits() -> None:
    assert transfer_seconds(1_000_000, 8) == pytest.approx(1 / CARRIED)


def test_below_the_slowest_link_the_transfer_decides() -> None:
    known = made(plain_start=0.005, packed_start=0.03)
    plain = from_nothing(known, known.variants[0])
    assert plain is not None
    assert plain(10) == pytest.approx(WAIT + 0.005 + transfer_seconds(5_000_000, 10))


def test_above_it_unpacking_decides() -> None:
    known = made(plain_start=0.005, packed_start=0.03)
    plain, packed = (from_nothing(known, each) for each in known.variants)
    assert plain is not None
    assert packed is not None
    assert plain(10_000) == pytest.approx(WAIT + 0.005 + 0.05)
    assert packed(10_000) == pytest.approx(WAIT + 0.03 + 0.01)


def test_what_was_not_measured_over_a_slow_link_waits_as_the_others_do() -> None:
    known = made(plain_start=0.005, packed_start=0.03)
    packed = from_nothing(known, known.variants[1])
    assert packed is not None
    assert packed(10) == pytest.approx(WAIT + 0.03 + transfer_seconds(1_000_000, 10))


def test_without_the_parts_nothing_is_computed() -> None:
    assert from_nothing(prices(), prices().variants[0]) is None
    assert break_even(prices(), *prices().variants) is None


def test_two_variants_change_places_where_their_seconds_are_equal() -> None:
    known = made(plain_start=0.005, packed_start=0.1)
    found = break_even(known, known.variants[1], known.variants[0])
    plain, packed = (from_nothing(known, each) for each in known.variants)
    assert found is not None
    assert plain is not None
    assert packed is not None
    assert plain(found.median) == pytest.approx(packed(found.median), rel=1e-6)
    assert plain(found.median / 2) > packed(found.median / 2)
    assert plain(found.median * 2) < packed(found.median * 2)


def test_they_do_not_where_one_is_always_sooner() -> None:
    known = made(plain_start=0.005, packed_start=0.006)
    assert break_even(known, known.variants[1], known.variants[0]) is None


def test_the_interval_of_the_place_comes_from_the_starts() -> None:
    known = made(plain_start=0.005, packed_start=0.1)
    restless = prices(
        *known.variants,
        taken={
            **{(each.variant, each.quantity): each.samples for each in known.series},
            ("packed", q.START): [0.09, 0.11] * 4,
        },
    )
    found = break_even(restless, known.variants[1], known.variants[0])
    assert found is not None
    assert found.low < found.high
