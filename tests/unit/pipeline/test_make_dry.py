"""A dry run prints a script and does nothing; what is done with a made program."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.pipeline.make import made, opened_for, script
from slimgo.values.event import Doing
from tests.unit.pipeline.ways import Door
from tests.unit.pipeline.workshop import options_of, terminal_of

NOT_EXECUTABLE = "Where memory may not become executable"
"""What stands below a comparison of packers."""

Captured = pytest.CaptureFixture[str]


def test_a_dry_run_prints_a_script_and_does_nothing(
    door: Door, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a script's lines are as long as they are
    terminal_of(monkeypatch, 5)
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


def test_a_script_goes_to_the_projects_folder_where_a_person_stands_elsewhere(
    door: Door,
) -> None:
    project = door.here.project
    home = project.settings.project
    for here in (None, home):
        assert "\ncd " not in script(project, (), here=here)
    assert f"\ncd {home}\n" in script(project, (), here=home.parent)


def test_a_script_makes_everything_in_the_programs_own_folder(door: Door) -> None:
    door.here.ships(replace(door.here.project.program, out="made"))
    assert "mkdir -p made\n" in script(door.here.project, door.here.binaries())


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
