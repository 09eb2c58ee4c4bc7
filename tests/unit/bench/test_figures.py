from __future__ import annotations

from dataclasses import replace

import pytest

from bench.figures import fastest, is_over, paired_ratios, ratio_of_medians, verdict
from bench.values import Row
from slimgo.values.measurement import Measurement


def taken(*samples: float, name: str = "command") -> Measurement:
    return Measurement(what=name, unit="s", samples=samples)


def row(measured: Measurement | None, *against: Measurement, note: str = "") -> Row:
    return Row(name="row", limit=1.5, why="why", measured=measured, against=against, note=note)


def test_the_ratio_is_of_medians_so_one_slow_run_does_not_decide() -> None:
    assert ratio_of_medians(row(taken(1, 1, 90), taken(1, 1, 1))) == 1


def test_pairs_are_of_the_same_turn() -> None:
    pairs = paired_ratios(row(taken(2, 6, 4), taken(1, 2, 4)))
    assert pairs is not None
    assert pairs.samples == (2.0, 3.0, 1.0)
    assert pairs.median == 2


def test_of_several_the_fastest_counts() -> None:
    compared = row(taken(1, 1), taken(9, 9, name="slow"), taken(2, 2, name="fast"))
    assert fastest(compared) == taken(2, 2, name="fast")
    assert ratio_of_medians(compared) == 0.5


@pytest.mark.parametrize(
    ("measured", "against", "words", "over"),
    [
        ((1.0, 1.1), (2.0, 2.2), "within the limit", False),
        ((1.5, 1.5), (1.0, 1.0), "within the limit", False),
        (
            (1.0, 2.0),
            (1.5, 1.4),
            "within the limit; the difference is inside the noise",
            False,
        ),
        ((1.6, 1.7), (1.0, 1.0), "over the limit", True),
        ((1.4, 2.0), (1.0, 1.0), "over the limit, by less than the noise", True),
    ],
)
def test_the_verdict_says_what_the_figures_allow(
    measured: tuple[float, ...], against: tuple[float, ...], words: str, *, over: bool
) -> None:
    compared = row(taken(*measured), taken(*against))
    assert verdict(compared) == words
    assert is_over(compared) is over


@pytest.mark.parametrize("measured", [None, taken(1.0)])
def test_what_was_not_compared_is_no_pass(measured: Measurement | None) -> None:
    alone = row(measured, note="no Docker daemon")
    assert verdict(alone) == "not measured: no Docker daemon"
    assert ratio_of_medians(alone) is None
    assert paired_ratios(alone) is None
    assert not is_over(alone)


@pytest.mark.parametrize(
    ("seconds", "words", "over"), [(5.0, "within the limit", False), (5.1, "over the limit", True)]
)
def test_a_limit_can_be_of_the_seconds_that_it_takes_more(
    seconds: float, words: str, *, over: bool
) -> None:
    compared = replace(row(taken(seconds), taken(1.0)), limit=None, most_seconds=4.0)
    assert verdict(compared) == words
    assert is_over(compared) is over
