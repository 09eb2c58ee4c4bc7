"""The first answer from nothing at any bandwidth, from what was measured."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slimgo.plan.price import quantities as q
from slimgo.plan.price.nothing import (
    CARRIED,
    FASTEST,
    SLOWEST,
    FromNothing,
    crossing,
    from_nothing,
    transfer_seconds,
)
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


def lines(known: PriceList) -> tuple[FromNothing, FromNothing]:
    found = from_nothing(known)
    return found["plain"], found["packed"]


def test_over_a_slow_link_the_transfer_decides() -> None:
    plain, _ = lines(made(plain_start=0.005, packed_start=0.03))
    assert plain.at(10) == pytest.approx(WAIT + 0.005 + transfer_seconds(5_000_000, 10))


def test_over_a_fast_one_unpacking_decides() -> None:
    plain, packed = lines(made(plain_start=0.005, packed_start=0.03))
    assert plain.at(10_000) == pytest.approx(WAIT + 0.005 + 0.05)
    assert packed.at(10_000) == pytest.approx(WAIT + 0.03 + 0.01)


def test_what_was_not_measured_over_a_slow_link_waits_as_the_others_do() -> None:
    _, packed = lines(made(plain_start=0.005, packed_start=0.03))
    assert packed.at(10) == pytest.approx(WAIT + 0.03 + transfer_seconds(1_000_000, 10))


def test_without_the_parts_nothing_is_computed() -> None:
    assert from_nothing(prices()) == {}


def test_two_lines_cross_where_their_seconds_are_equal() -> None:
    plain, packed = lines(made(plain_start=0.005, packed_start=0.1))
    at = crossing(packed, plain)
    assert at is not None
    assert crossing(plain, packed) == at
    assert plain.at(at) == pytest.approx(packed.at(at))
    assert plain.at(at / 2) > packed.at(at / 2)
    assert plain.at(at * 2) < packed.at(at * 2)


def test_lines_of_which_one_is_always_sooner_do_not_cross() -> None:
    plain, packed = lines(made(plain_start=0.005, packed_start=0.006))
    assert crossing(packed, plain) is None


def test_of_two_crossings_the_one_of_the_slower_link_counts() -> None:
    one = FromNothing(wait_seconds=0.1, transfer_seconds=1.0, unpacking_seconds=0.0)
    other = FromNothing(wait_seconds=0.0, transfer_seconds=2.0, unpacking_seconds=0.15)
    assert crossing(one, other) == pytest.approx(10.0)  # and another one at 20 Mbit/s


LINES = st.builds(
    FromNothing,
    wait_seconds=st.floats(0.001, 1),
    transfer_seconds=st.floats(0.01, 50),
    unpacking_seconds=st.floats(0, 1),
)


@given(LINES, LINES)
def test_where_lines_cross_both_take_as_long(one: FromNothing, other: FromNothing) -> None:
    at = crossing(one, other)
    if at is not None:
        assert at * 1.000001 >= SLOWEST
        assert at <= FASTEST * 1.000001
        assert one.at(at) == pytest.approx(other.at(at), rel=1e-6)
    else:
        slow, fast = (one.at(each) - other.at(each) for each in (SLOWEST, FASTEST))
        assert slow * fast >= 0
