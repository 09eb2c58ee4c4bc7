"""The moving line: what is measured, how certain it is, how long is left."""

from __future__ import annotations

import pytest

from slimgo.plan.price import quantities as q
from slimgo.plan.price.measurings import STARTS
from slimgo.plan.price.schedule import standing
from slimgo.report.price.progress import clock, progress
from tests.unit.plan.price.lists import prices, variant


def test_before_anything_is_known() -> None:
    line = progress(standing(prices(), STARTS), "plain", 185.0)
    assert line == "starts: plain, round 1; 0 of 1 within ±10 %; at most 3:05 left"


def test_how_many_are_certain_and_how_far_off_the_worst_is() -> None:
    known = prices(
        variant("plain"),
        variant("sure"),
        variant("unsure"),
        taken={
            ("plain", q.START): [1.0] * 12,
            ("sure", q.START): [2.0] * 12,
            ("unsure", q.START): [1.0, 3.0] * 6,
        },
    )
    line = progress(standing(known, STARTS), "unsure", 60.4)
    assert line == "starts: unsure, round 13; 1 of 2 within ±10 %, widest ±50 %; at most 1:00 left"


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.0, "0:00"), (-3.0, "0:00"), (59.6, "1:00"), (3600.0, "60:00")]
)
def test_the_clock(seconds: float, shown: str) -> None:
    assert clock(seconds) == f"at most {shown} left"
