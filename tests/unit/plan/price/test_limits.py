"""Limits as they are typed, and whether figures keep them."""

from __future__ import annotations

import pytest

from slimgo.errors import BadInput
from slimgo.plan.price import quantities as q
from slimgo.plan.price.limits import Limit, kept, limits
from tests.unit.plan.price.lists import prices


def only(typed: str) -> Limit:
    (found,) = limits((typed,)).of_quantities
    return found


def test_a_limit_is_a_difference_or_a_ratio() -> None:
    assert only("start=+30ms").most_difference == pytest.approx(0.03)
    assert only("memory=+8MB").most_difference == 8_000_000
    assert only("memory=+10%").most_ratio == pytest.approx(1.1)
    assert only("throughput=-5%").most_ratio == pytest.approx(0.95)
    assert only("start=2x").most_ratio == 2
    assert only("replicas=+10%").quantity == q.replicas(8)


@pytest.mark.parametrize(
    "typed",
    ["start", "start=", "start=30ms", "start=+30MB", "start=-30ms", "memory=+5ms", "start=+2x",
     "start=0x", "start=30%", "start=-100%", "throughput=+5ms", "start=+0ms", "start=+1e3ms"],
)  # fmt: skip
def test_what_is_no_limit(typed: str) -> None:
    with pytest.raises(BadInput, match="is no limit"):
        limits((typed,))


def test_a_quantity_that_there_is_not_is_told_with_those_there_are() -> None:
    with pytest.raises(BadInput, match="there is no limit 'speed'") as told:
        limits(("speed=+5%",))
    assert "throughput" in told.value.cure


def test_what_may_be_lost() -> None:
    assert limits(()).forbidden(("anything",)) == ()
    assert limits(("loses=nothing",)).forbidden(()) == ()
    assert limits(("loses=nothing",)).forbidden(("symbols",)) == ("symbols",)
    some = limits(("loses=symbols, debugger",))
    assert some.forbidden(("debugger",)) == ()
    assert some.forbidden(("debugger", "HTTP/2")) == ("HTTP/2",)
    with pytest.raises(BadInput, match="nothing called 'sleep' can be lost"):
        limits(("loses=sleep",))


def of_packed(*samples: float, quantity: str = q.START) -> str:
    known = prices(
        taken={
            ("plain", quantity): [1.0] * len(samples),
            ("packed", quantity): samples,
        }
    )
    typed = "throughput=-5%" if quantity == q.THROUGHPUT else "start=+1s"
    return kept(only(typed), known, known.variants[1])


def test_a_limit_is_kept_where_the_whole_interval_is_within() -> None:
    assert of_packed(*[1.5] * 8) == "yes"
    assert of_packed(*[2.5] * 8) == "no"
    assert of_packed(*[1.5, 2.5] * 6) == "not known"
    assert of_packed(1.5, 1.5) == "not known"


def test_of_what_should_be_more_it_is_the_least() -> None:
    assert of_packed(*[0.97] * 8, quantity=q.THROUGHPUT) == "yes"
    assert of_packed(*[0.9] * 8, quantity=q.THROUGHPUT) == "no"


def test_the_baseline_keeps_every_limit() -> None:
    assert kept(only("start=+1ms"), prices(), prices().variants[0]) == "yes"


def test_what_was_not_measured_is_not_known() -> None:
    assert kept(only("start=+1ms"), prices(), prices().variants[1]) == "not known"
