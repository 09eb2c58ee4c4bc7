from __future__ import annotations

import pytest

from bench.packers.catalogue import FIGURES
from bench.packers.render import figures, over
from bench.packers.values import Report, Samples
from slimgo.values.measurement import Measurement


def report(ratio: float, *, repeats: int) -> Report:
    """Where each figure's ratio is this one."""
    values = {f.below: 1.0 for f in FIGURES}
    values |= {(f.quantity, f.measured): ratio for f in FIGURES}
    return Report(
        date="2026-01-02T03:04:05+00:00",
        load=(0.1, 0.2),
        machine=(),
        versions=(),
        samples=tuple(
            Samples(
                quantity=quantity,
                file=file,
                measurement=Measurement(what=quantity, unit="s", samples=(value,) * repeats),
            )
            for (quantity, file), value in values.items()
        ),
    )


def test_an_exact_figure_counts_to_a_thousandth() -> None:
    bytes_ = next(figure for figure in FIGURES if figure.must == 0.650)
    assert bytes_.name not in over(report(0.6504, repeats=1))
    assert bytes_.name in over(report(0.651, repeats=1))


def test_a_sampled_figure_counts_to_a_hundredth() -> None:
    memory = next(figure for figure in FIGURES if figure.must == 1.00)
    assert memory.name not in over(report(1.004, repeats=3))
    assert memory.name in over(report(1.006, repeats=3))


def test_what_was_not_measured_is_not_reached() -> None:
    empty = Report(date="", load=(0, 0), machine=(), versions=(), samples=())
    assert over(empty) == tuple(figure.name for figure in FIGURES)


@pytest.mark.parametrize(("repeats", "shown"), [(1, "**0.600**"), (3, "**0.60**")])
def test_the_table_shows_as_many_digits_as_count(repeats, shown) -> None:
    assert figures(report(0.6, repeats=repeats)).count(shown) == len(FIGURES)
