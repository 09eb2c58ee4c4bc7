"""The whole way, or a part of it: what is printed, what is saved, what a dry run says."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import pytest

from slimgo.errors import CheckFailed
from slimgo.pipeline import make as making
from slimgo.pipeline.make import blank_result, made, make, opened_for
from slimgo.pipeline.walk import walk
from slimgo.pipeline.way import Way
from slimgo.report.comparison import comparison_lines
from slimgo.values.event import Doing
from slimgo.values.result import Result
from tests.unit.pipeline.running import LEVEL
from tests.unit.pipeline.ways import FakeOpening, way_of
from tests.unit.pipeline.workshop import Workshop, options_of

NOT_EXECUTABLE = "Where memory may not become executable"
"""What stands below a comparison of packers."""

Captured = pytest.CaptureFixture[str]


@dataclass
class Door:
    """A workshop whose project is opened by the commands."""

    here: Workshop
    opening: FakeOpening

    @property
    def way(self) -> Way:
        return way_of(lambda _: (*self.here.binaries(), *self.here.steps()))

    @property
    def comparing(self) -> Way:
        return replace(self.way, compared=("build", "pack"))

    def make(self, *names: str, dry: bool = False, json: str = "", way: Way | None = None) -> None:
        options = options_of(self.here.project.settings, dry=dry, json=json)
        if names:
            make(options, way or self.way, names)
        else:
            make(options, way or self.way, whole=True)

    def saved(self) -> Result:
        file = self.here.project.store.build / "whole.json"
        return msgspec.json.decode(file.read_bytes(), type=Result, strict=False)


@pytest.fixture
def door(workshop: Callable[[], Workshop], monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    here = workshop()
    programs = {name: Path("/bin") / name for name in ("go", "upx", "fake")}
    surroundings = replace(here.project.surroundings, programs=programs)
    here.project = replace(here.project, surroundings=surroundings)
    opening = FakeOpening(here)
    monkeypatch.setattr(making, "opened", opening.opened)
    monkeypatch.setattr(making, "find", opening.found)
    yield Door(here, opening)
    gc.enable()


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
    monkeypatch.setattr("slimgo.terminal.columns", lambda _: 50)
    door.make(way=door.comparing)
    assert "\n".join(comparison_lines(door.saved(), 50)[:4]) in capsys.readouterr().out
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


def test_a_dry_run_prints_a_script_and_does_nothing(
    door: Door, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a script's lines are as long as they are
    monkeypatch.setattr("slimgo.terminal.columns", lambda _: 5)
    program = replace(door.here.project.program, dockerfile="FROM scratch\n", context="build/x")
    door.here.ships(program)
    environment = {"SOURCE_DATE_EPOCH": "86400"}
    surroundings = replace(door.here.project.surroundings, environment=environment)
    door.here.project = replace(door.here.project, surroundings=surroundings)
    door.make(dry=True)
    script = capsys.readouterr().out
    build, pack = door.here.binaries()
    for text in (
        str(build.command),
        str(pack.command),
        "slimgo ",
        "linux/amd64",
        "build/x/Dockerfile",
        "GOARCH=amd64",
        "SOURCE_DATE_EPOCH=86400",
        "GOWORK=off",
    ):
        assert text in script
    assert not script.endswith("\n\n")
    assert door.here.go.done == []


def test_a_workspace_counts_in_a_script_where_it_does_in_a_build(
    door: Door, capsys: Captured
) -> None:
    source = replace(door.here.project.program.source, workspace=True)
    door.here.ships(replace(door.here.project.program, source=source))
    door.make("build", dry=True)
    script = capsys.readouterr().out
    assert "GOWORK=off" not in script
    assert "SOURCE_DATE_EPOCH=" not in script


@pytest.mark.parametrize("columns", [40, 400])
def test_what_to_type_stands_on_one_line(
    door: Door,
    capsys: Captured,
    columns: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("slimgo.terminal.columns", lambda _: columns)
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
        monkeypatch.setattr("slimgo.terminal.columns", lambda _, width=columns: width)
        door.make()
        assert " ".join(capsys.readouterr().out.splitlines()[-lines:]) == line


def test_what_was_made_is_there_while_more_is_done_with_it(door: Door, capsys: Captured) -> None:
    options = options_of(door.here.project.settings)
    with made(options, door.way, ("build",), then=lambda _: "") as (project, terminal, steps):
        assert [step.name for step in steps] == ["build"]
        assert project.path(steps[0].makes).is_file()
        assert not terminal.dry
        assert door.opening.is_open
        assert door.opening.asked == [((), False)]
    assert not capsys.readouterr().out.startswith("slimgo ")


def test_a_dry_run_prints_what_would_be_done_then(door: Door, capsys: Captured) -> None:
    options = options_of(door.here.project.settings, dry=True)
    with (
        pytest.raises(SystemExit) as ended,
        made(options, door.way, ("build",), then=lambda steps: f"then {steps[0].name}"),
    ):
        pass
    assert ended.value.code == 0
    assert capsys.readouterr().out.endswith("\nthen build\n")
    assert door.here.go.done == []


def test_the_build_folder_is_held_unless_nothing_is_written(door: Door) -> None:
    settings = door.here.project.settings
    for dry in (True, False):
        options = options_of(settings, dry=dry)
        with opened_for(options, door.way, ("pack", "run"), door.here.told.append) as project:
            assert project.program == settings.program
            assert door.opening.is_open is not dry
            door.here.told.clear()
            project.tell(Doing(text="it"))
            assert len(door.here.told) == 2
    assert door.opening.asked == [(("upx",), True)] * 2


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
