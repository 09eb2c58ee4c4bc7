"""The price list on a terminal: right at 80 and 200 columns, and in a pipe."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.plan.price import quantities as q
from slimgo.report.price.details import details
from slimgo.report.price.table import bar
from slimgo.report.price.text import text
from slimgo.values.price import Doubt, NotMeasured
from tests.unit.plan.price.lists import MB, prices, variant

KNOWN = replace(
    prices(
        variant("plain", 8.35, pull=4.5),
        variant("stripped", 5.77, pull=2.32, lost=("symbols", "debugger")),
        variant("stripped+gopack", 1.15, pull=1.15, effect="costs speed or memory"),
        variant("stripped+upx", failed="it does not build"),
        taken={
            ("plain", q.START): [0.0035] * 12,
            ("stripped", q.START): [0.0034, 0.0036] * 6,
            ("stripped+gopack", q.START): [0.035] * 12,
            ("plain", q.PRIVATE): [6 * MB] * 12,
            ("stripped", q.PRIVATE): [6 * MB] * 12,
            ("stripped+gopack", q.PRIVATE): [6.84 * MB] * 12,
            ("plain", q.THROUGHPUT): [23_000] * 3,
            ("stripped", q.THROUGHPUT): [23_000] * 3,
        },
    ),
    not_measured=(NotMeasured(what="replicas", why="no networks here"),),
    doubts=(Doubt(what="the machine was busy", why="load 3", cure="end what else runs"),),
    spent_seconds=61.0,
)


def table(width: int | None) -> list[str]:
    return text(KNOWN, width).splitlines()[:5]


def test_the_table_at_80_columns() -> None:
    assert (
        "".join(f"{line}\n" for line in table(80))
        == """\
                 disk               pull   start   memory  answers/s
plain            8.35 MB ██████  4.50 MB  3.5 ms  6.00 MB     23,000
stripped         5.77 MB ████▏   2.32 MB       =        =          —
stripped+gopack  1.15 MB ▉       1.15 MB     10×    1.14×          —
stripped+upx     ✗ it does not build
"""
    )


def test_a_narrow_terminal_shows_what_is_wanted_most() -> None:
    assert table(40)[0].split() == ["disk", "pull"]


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    words = max(len(word) for word in text(KNOWN, width).split())
    assert all(len(line) <= max(width, words) for line in text(KNOWN, width).splitlines())


def test_a_name_longer_than_half_of_the_terminal_has_a_line_to_itself() -> None:
    known = prices(variant("plain"), variant("x" * 60, 1.0))
    assert text(known, 80).splitlines()[:4] == [
        "       disk",
        "plain  8.00 MB ██████",
        "x" * 60,
        "       1.00 MB ▊",
    ]


@pytest.mark.parametrize("width", [1, 10, 20])
def test_no_terminal_is_too_narrow(width: int) -> None:
    assert text(KNOWN, width)


def test_a_pipe_gets_every_column_in_lines_as_long_as_they_are() -> None:
    assert table(None) == table(1000)
    assert max(map(len, text(KNOWN, None).splitlines())) > 80


def test_the_baseline_is_first_then_from_large_to_small_and_what_failed_last() -> None:
    assert [line.split()[0] for line in table(200)[1:]] == [
        "plain",
        "stripped",
        "stripped+gopack",
        "stripped+upx",
    ]


def test_figures_of_the_baseline_and_ratios_of_the_others() -> None:
    _, plain, stripped, packed, failed = table(200)
    assert "3.5 ms" in plain
    assert "6.00 MB" in plain
    assert stripped.split()[-3:] == ["=", "=", "—"]
    assert packed.split()[-3:] == ["10×", "1.14×", "—"]
    assert failed.endswith("✗ it does not build")


def test_each_difference_has_its_figure_and_its_interval() -> None:
    lines = [" ".join(line.split()) for line in details(KNOWN, None).splitlines()]
    assert "start 35 ms 10× (10× to 10×)" in lines
    assert "no difference seen: start, private memory" in lines
    assert "lost: symbols, debugger" in lines


def test_variants_that_lose_the_same_are_told_together() -> None:
    assert "Lost by stripped: symbols, debugger.\n" in text(KNOWN, None)
    known = replace(
        KNOWN, variants=(*KNOWN.variants, variant("mine", 5.0, lost=("symbols", "debugger")))
    )
    assert "Lost by stripped, mine: symbols, debugger.\n" in text(known, None)


def test_what_was_not_measured_and_what_is_doubtful_is_told() -> None:
    whole = text(KNOWN, None)
    assert "Not measured: replicas: no networks here\n" in whole
    assert "! the machine was busy: load 3\n  → end what else runs\n" in whole


@pytest.mark.parametrize(
    ("part", "shown"), [(1.0, "██████"), (0.5, "███"), (0.69, "████▏"), (0.0, ""), (0.01, "")]
)
def test_a_bar_is_in_eighths(part: float, shown: str) -> None:
    assert bar(part) == shown
