"""What a table says of one quantity of one variant."""

from __future__ import annotations

import pytest

from slimgo.plan.price import quantities as q
from slimgo.report.price.cells import NONE, SAME, UNSURE, cell, differences
from tests.unit.plan.price.lists import prices


@pytest.mark.parametrize(
    ("samples", "shown"),
    [
        ([2.0] * 8, "2.0×"),
        ([1.0, 1.02] * 4, SAME),
        ([0.4, 3.0] * 4, UNSURE),
        ([0.5] * 3, NONE),
        ([], NONE),
    ],
)
def test_a_ratio_or_that_there_is_none_or_that_nobody_can_say(
    samples: list[float], shown: str
) -> None:
    known = prices(
        taken={("plain", q.START): [1.0] * 8, **({("packed", q.START): samples} if samples else {})}
    )
    assert cell(known, known.variants[1], q.START) == shown


def test_what_nobody_can_say_is_told_with_its_interval() -> None:
    known = prices(
        taken={
            ("plain", q.START): [1.0] * 8,
            ("packed", q.START): [0.4, 3.0] * 4,
            ("plain", q.PEAK): [1.0] * 8,
            ("packed", q.PEAK): [1.0] * 8,
        }
    )
    other, same = differences(known, known.variants[1])
    assert other == [(q.START, "   1.7 s  1.70× (0.40× to 3.0×), ?")]
    assert same == [q.PEAK]
