"""The measuring itself, on small commands whose times are known."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from bench.figures import is_over, ratio_of_medians
from bench.measure import measure
from bench.values import Benchmark, Row
from slimgo.errors import CheckFailed, CommandFailed
from slimgo.run.process import Surroundings
from slimgo.values.command import Command


def python(code: str) -> Command:
    return Command(argv=("python", "-c", code))


QUICK = python("pass")
SLOW = python(f"import os; [os.system({sys.executable!r} + ' -c pass') for _ in range(10)]")
"""Takes some ten times as long as QUICK on every machine, also on a busy one."""
BROKEN = python("raise SystemExit('no such builder')")


def checked(*, up_to_date: bool, seconds: float) -> Command:
    """Does what `invoke slim` leaves behind."""
    steps = [{"name": "app", "up_to_date": up_to_date, "check_seconds": seconds}]
    return python(
        "import os; os.makedirs('build', exist_ok=True);"
        f"open('build/slim.json', 'w').write({json.dumps({'steps': steps})!r})"
    )


def taken(
    folder: Path, measured: Command, *against: Command, repeats: int = 2, cold: bool = False
) -> Row:
    benchmark = Benchmark(
        name="row", measured=measured, against=against, limit=2, why="why", repeats=2, cold=cold
    )
    here = Surroundings(
        directory=folder, environment=dict(os.environ), programs={"python": Path(sys.executable)}
    )
    return measure(benchmark, here, repeats=repeats, doing=lambda _: None)


def test_a_slow_command_is_seen_to_be_over_its_limit(tmp_path: Path) -> None:
    row = taken(tmp_path, SLOW, QUICK)
    assert is_over(row)
    assert not is_over(taken(tmp_path, QUICK, SLOW))


def test_commands_take_turns_and_the_first_turn_does_not_count(tmp_path: Path) -> None:
    one, two = (python(f"open('order', 'a').write('{letter}')") for letter in "AB")
    row = taken(tmp_path, one, two, repeats=3)
    assert (tmp_path / "order").read_text() == "ABABABAB"
    assert row.measured is not None
    assert [len(row.measured.samples), len(row.against[0].samples)] == [3, 3]


def test_a_builder_that_is_not_there_is_left_out_by_name(tmp_path: Path) -> None:
    row = taken(tmp_path, QUICK, BROKEN, SLOW)
    assert [other.what for other in row.against] == [str(SLOW)]
    assert "no such builder" in row.note


def test_where_all_that_it_is_compared_with_fails_there_is_no_ratio(tmp_path: Path) -> None:
    row = taken(tmp_path, QUICK, BROKEN)
    assert ratio_of_medians(row) is None
    assert "no such builder" in row.note


def test_a_measured_command_that_fails_is_no_figure(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed):
        taken(tmp_path, BROKEN, QUICK)


def test_the_time_of_the_checks_is_taken_off_and_kept(tmp_path: Path) -> None:
    row = taken(tmp_path, checked(up_to_date=False, seconds=3600), QUICK, cold=True)
    assert row.checks is not None
    assert row.checks.samples == (3600.0, 3600.0)
    assert row.measured is not None
    assert all(-3600 < sample < -3000 for sample in row.measured.samples)


@pytest.mark.parametrize("cold", [True, False])
def test_a_run_that_did_something_else_is_no_figure(tmp_path: Path, *, cold: bool) -> None:
    with pytest.raises(CheckFailed, match="app was"):
        taken(tmp_path, checked(up_to_date=cold, seconds=1), QUICK, cold=cold)


def test_a_cold_run_finds_nothing_built(tmp_path: Path) -> None:
    build = python("import os; os.mkdir('build')")
    row = taken(tmp_path, build, build, cold=True)
    assert row.measured is not None


def test_an_earlier_revision_runs_the_same_command_in_its_own_folder(tmp_path: Path) -> None:
    now, earlier = tmp_path / "now", tmp_path / "earlier"
    command = python("open('ran', 'a').write('x')")
    for folder in (now, earlier):
        folder.mkdir()
    here, before = (
        Surroundings(
            directory=folder,
            environment=dict(os.environ),
            programs={"python": Path(sys.executable)},
        )
        for folder in (now, earlier)
    )
    benchmark = Benchmark(
        name="row",
        measured=command,
        against=(command,),
        earlier="abcdef0123",
        limit=2,
        why="why",
        repeats=2,
    )
    row = measure(benchmark, here, before=before, repeats=2, doing=lambda _: None)
    assert [(folder / "ran").read_text() for folder in (now, earlier)] == ["xxx", "xxx"]
    assert [other.what for other in row.against] == [f"{command} (at abcdef0)"]


def test_checks_are_part_of_the_time_where_they_are_to_be(tmp_path: Path) -> None:
    command = checked(up_to_date=False, seconds=1000.0)
    benchmark = Benchmark(
        name="row",
        measured=command,
        against=(QUICK,),
        limit=None,
        why="why",
        repeats=1,
        cold=True,
        checks_count=True,
        most_seconds=1.0,
    )
    here = Surroundings(
        directory=tmp_path, environment=dict(os.environ), programs={"python": Path(sys.executable)}
    )
    row = measure(benchmark, here, repeats=1, doing=lambda _: None)
    assert row.measured is not None
    assert row.measured.median > 0
    assert row.checks is None
