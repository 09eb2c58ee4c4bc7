from __future__ import annotations

from bench.render import markdown, text
from bench.values import Report, Row
from slimgo.values.measurement import Measurement


def taken(name: str, *samples: float) -> Measurement:
    return Measurement(what=name, unit="s", samples=samples)


COMPARED = Row(
    name="cold",
    limit=1.05,
    why="nothing is built twice",
    measured=taken("invoke slim", 5.0, 5.5, 6.0),
    checks=taken("checks", 0.8, 0.9, 1.0),
    against=(taken("sh -eu slim.sh", 5.0, 5.0, 5.0),),
)
ABSENT = Row(name="image", limit=0.25, why="quick", note="no Docker daemon")
REPORT = Report(
    date="2026-01-02T03:04:05+00:00",
    load=(0.1, 0.9),
    machine=(("system", "Debian"), ("cpus", "2")),
    versions=(("go", "1.27.3"),),
    rows=(COMPARED, ABSENT),
)


def test_a_line_tells_ratio_limit_spread_and_verdict() -> None:
    assert text(COMPARED) == (
        "cold: 1.100 (limit 1.05)   5.5 s (5.0 s to 6.0 s) against 5.0 s (5.0 s to 5.0 s)   "
        "over the limit, by less than the noise"
    )
    assert text(ABSENT) == "image: not measured: no Docker daemon"


def test_the_page_says_when_and_on_what_it_was_taken() -> None:
    page = markdown(REPORT)
    assert "Taken 2026-01-02T03:04:05+00:00; load average 0.10 before, 0.90 after." in page
    assert "system Debian, cpus 2" in page
    assert "go 1.27.3" in page


def test_the_table_has_a_line_for_every_row_and_the_same_cells_in_each() -> None:
    table = [line for line in markdown(REPORT).splitlines() if line.startswith("|")]
    assert len(table) == 2 + len(REPORT.rows)
    assert len({line.count("|") for line in table}) == 1
    assert "| 1.100 | 1.100 (1.000 to 1.200) | 1.05 | 3 | over the limit" in table[2]
    assert "not measured: no Docker daemon" in table[3]


def test_the_time_of_the_checks_stands_apart() -> None:
    page = markdown(REPORT)
    assert "the checks took 900 ms (800 ms to 1.0 s)" in page


def test_a_row_without_a_figure_says_why() -> None:
    assert "Not measured: no Docker daemon." in markdown(REPORT)
