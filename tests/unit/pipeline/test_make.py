"""The whole way, or a part of it: what is printed, what is saved, what a dry run says."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.errors import CheckFailed
from slimgo.pipeline import make as making
from slimgo.pipeline.make import blank_result
from slimgo.pipeline.walk import walk
from tests.unit.pipeline.running import LEVEL
from tests.unit.pipeline.ways import Door
from tests.unit.pipeline.workshop import terminal_of

NOT_EXECUTABLE = "Where memory may not become executable"
"""What stands below a comparison of packers."""

Captured = pytest.CaptureFixture[str]


def test_the_whole_way_is_told_saved_and_summed_up(door: Door, capsys: Captured) -> None:
    door.make()
    out = capsys.readouterr().out
    assert out.startswith("slimgo ")
    assert "linux/amd64" in out.splitlines()[0]
    assert out.splitlines()[-1].startswith("hello is ")
    assert out.splitlines()[-1].endswith(" Run it: run --port 8080")
    assert [step.name for step in door.saved().steps] == [
        "build",
        "pack",
        "image",
        "run",
        "inspect",
    ]
    assert door.opening.asked == [(("upx",), True)]
    assert not gc.isenabled()


def test_a_part_is_told_alone_and_not_saved(door: Door, capsys: Captured) -> None:
    door.make("pack")
    out = capsys.readouterr().out
    assert not out.startswith("slimgo ")
    assert out.splitlines()[-1].startswith("build/hello/hello is ready")
    there = {path.name for path in door.here.project.store.build.iterdir()}
    assert there == {".slimgo", "hello", "hello.unpacked"}
    assert door.opening.asked == [(("upx",), False)]


def test_a_part_needs_the_tools_of_its_own_steps(door: Door) -> None:
    door.make("build")
    door.make("image")
    assert door.opening.asked == [((), False), ((), True)]


def test_the_result_goes_where_it_was_asked_for(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    door.make("build", json="mine.json")
    assert b'"build"' in (tmp_path / "mine.json").read_bytes()
    door.make(json="all.json")
    whole = door.here.project.store.build / "whole.json"
    assert (tmp_path / "all.json").read_bytes() == whole.read_bytes()


def test_a_red_result_is_saved(door: Door) -> None:
    door.here.engine.running.words = "goodbye"
    with pytest.raises(CheckFailed):
        door.make()
    assert door.saved().steps[-1].failures


def test_packers_are_compared_at_the_end_of_the_whole_way(
    door: Door, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.make(way=door.comparing)
    saved = door.saved()
    assert saved.comparison
    assert [each.name for each in saved.comparison.contenders] == ["unpacked", "upx -9"]
    assert NOT_EXECUTABLE in capsys.readouterr().out
    # on a narrow terminal each packer stands below the other
    terminal_of(monkeypatch, 20)
    door.make(way=door.comparing)
    assert "\nunpacked\n  size" in capsys.readouterr().out
    door.make("pack", way=door.comparing)
    assert NOT_EXECUTABLE not in capsys.readouterr().out


def test_a_price_that_the_comparison_will_show_is_not_taken_twice(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[bool]] = []

    def watched(project, steps, *rest):  # noqa: ANN202, ANN002
        seen.append([step.priced for step in steps[:2]])
        return walk(project, steps, *rest)

    monkeypatch.setattr(making, "walk", watched)
    door.make(way=door.comparing)
    door.make("pack", way=door.comparing)
    assert seen == [[False, False], [True, True]]


@pytest.mark.parametrize("columns", [40, 400])
def test_what_to_type_stands_on_one_line(
    door: Door,
    capsys: Captured,
    columns: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal_of(monkeypatch, columns)
    door.make()
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("Run it: ") is (columns == 40)
    assert last.endswith("Run it: run --port 8080")


def test_a_line_that_just_fits_is_one_line(
    door: Door, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.make()
    line = capsys.readouterr().out.splitlines()[-1]
    for columns, lines in ((len(line), 1), (len(line) - 1, 2)):
        terminal_of(monkeypatch, columns)
        door.make()
        assert " ".join(capsys.readouterr().out.splitlines()[-lines:]) == line


def test_what_is_known_before_the_first_step(door: Door) -> None:
    project = replace(door.here.project, engine_reason="no docker on PATH")
    blank = blank_result(project)
    assert blank.versions == (("go", "1.27.3"), ("upx", "4.2.4"), ("fake", "1"))
    assert (blank.engine, blank.engine_title) == ("fake", "a fake")
    assert (blank.engine_reason, blank.target) == ("no docker on PATH", "linux/amd64")
    assert (blank.isolation, blank.not_isolated) == ("none of our own", "")
    assert dict(blank.machine)["python"]
    without = blank_result(replace(project, engine=None))
    assert without.versions == (("go", "1.27.3"), ("upx", "4.2.4"))
    assert (without.engine, without.engine_title) == ("", "")


def test_what_is_not_isolated_is_known_with_its_reason(door: Door) -> None:
    project = replace(door.here.project, level=LEVEL, level_reason="no bwrap")
    assert (blank_result(project).isolation, blank_result(project).not_isolated) == ("a fake", "")
    lacking = replace(project, level=replace(LEVEL, lacks="its network"))
    assert blank_result(lacking).not_isolated == "its network (no bwrap)"
