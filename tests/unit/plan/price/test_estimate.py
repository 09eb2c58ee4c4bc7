"""The interval of a median is exact, and ratios are of pairs."""

from __future__ import annotations

import random
import statistics
from math import comb

import pytest

from slimgo.plan.price.estimate import difference, estimate, least_samples, ranks_outside, ratio
from slimgo.plan.price.quantities import START
from tests.unit.plan.price.lists import series


def test_the_interval_is_between_the_ranks_that_the_binomial_gives() -> None:
    samples = [float(number) for number in range(1, 13)]
    found = estimate(samples)
    assert (found.median, found.low, found.high, found.count) == (6.5, 3.0, 10.0, 12)
    assert found.sure


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99, 0.999])
def test_no_narrower_interval_would_have_the_confidence(confidence: float) -> None:
    for count in range(2, 60):
        rank = ranks_outside(count, confidence)
        for ranks, enough in ((rank, True), (rank + 1, False)):
            if ranks and ranks <= count // 2:
                beyond = 2 * sum(comb(count, below) for below in range(ranks)) / 2**count
                assert (beyond <= 1 - confidence) is enough


def test_fewest_samples_for_an_interval() -> None:
    assert [least_samples(each) for each in (0.95, 0.99, 0.999)] == [6, 8, 11]


def test_too_few_samples_are_not_sure_and_show_no_difference() -> None:
    found = estimate([2.0, 3.0, 4.0])
    assert not found.sure
    assert found.difference == "not known"


def test_nothing_has_no_median() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        estimate([])


def test_the_interval_holds_the_true_median_as_often_as_it_says() -> None:
    """Of a skewed distribution with outliers, whose median is known."""
    drawn = random.Random(1)  # noqa: S311
    true = statistics.median(drawn.lognormvariate(0, 0.3) for _ in range(100_001))
    for count in (6, 12, 25):
        held = 0
        for _ in range(2000):
            found = estimate([drawn.lognormvariate(0, 0.3) for _ in range(count)])
            held += found.low <= true <= found.high
        assert held / 2000 > 0.94


def test_a_drift_that_meets_both_cancels_in_pairs() -> None:
    drift = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0]
    found = ratio(
        series("packed", START, [3 * each for each in drift]), series("plain", START, drift)
    )
    assert found is not None
    assert (found.low, found.median, found.high) == (3.0, 3.0, 3.0)
    assert found.difference == "more"


def test_only_samples_of_the_same_round_are_a_pair() -> None:
    one, other = series("a", START, [1.0] * 8), series("b", START, [2.0] * 8, first=5)
    found = ratio(one, other)
    assert found is not None
    assert found.count == 3
    assert ratio(one, series("b", START, [2.0], first=50)) is None


def test_a_difference_is_of_pairs_too() -> None:
    drift = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0]
    found = difference(
        series("packed", START, [each + 5 for each in drift]), series("plain", START, drift)
    )
    assert found is not None
    assert (found.low, found.median, found.high) == (5.0, 5.0, 5.0)


@pytest.mark.parametrize(
    ("samples", "side"),
    [([1.1] * 6, "more"), ([0.9] * 6, "less"), ([0.9, 1.1] * 6, "none seen")],
)
def test_the_difference_is_the_side_of_one_that_the_whole_interval_is_on(
    samples: list[float], side: str
) -> None:
    assert estimate(samples).difference == side


def test_the_spread_is_the_farther_end_as_a_part_of_the_median() -> None:
    assert estimate([9.0, 9.0, 10.0, 10.0, 10.0, 10.0, 13.0, 13.0]).spread == pytest.approx(0.3)
