"""What `slimgo build` prints for programs, in the format of that name."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from slimgo.doors.build import build
from slimgo.errors import BadInput, CheckFailed
from tests.unit.doors.shipped import RED, STEP, Yard

Captured = pytest.CaptureFixture[str]


def test_another_format_is_written_whole_at_the_end(yard: Yard, capsys: Captured) -> None:
    yard.names = ("a", "b")
    seen: list[str] = []
    yard.at_once = lambda: seen.append(capsys.readouterr().out)
    build({"form": "json"})
    assert seen == ["", ""]
    assert len(json.loads(capsys.readouterr().out)) == 2


@pytest.mark.usefixtures("yard")
def test_the_format_is_chosen_by_its_name(capsys: Captured) -> None:
    for form, begin in (("github", "::notice title=server::"), ("junit", "<testsuites>")):
        build({"form": form})
        assert capsys.readouterr().out.startswith(begin)


@pytest.mark.usefixtures("yard")
def test_each_check_of_what_was_shipped_is_told(capsys: Captured) -> None:
    build({"form": "junit"})
    assert '<testcase name="static" classname="server.build"' in capsys.readouterr().out


def test_githubs_page_gets_a_row_for_each_program(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = yard.folder / "page.md"
    page.write_text("before –\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    build({"form": "json"})
    assert page.read_text("utf-8") == "before –\n"
    build({"form": "github"})
    assert page.read_text("utf-8").startswith("before –\n| program |")
    assert "| server | ✓ |" in page.read_text("utf-8")


def test_without_a_page_githubs_format_is_printed_alone(yard: Yard, capsys: Captured) -> None:
    build({"form": "github"})
    assert capsys.readouterr().out.count("\n") == 1
    assert list(yard.folder.iterdir()) == []


def test_an_error_is_told_in_the_format_and_goes_on(yard: Yard, capsys: Captured) -> None:
    yard.error = BadInput("no program", why="none here")
    with pytest.raises(BadInput) as caught:
        build({"form": "github"})
    assert caught.value is yard.error
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("::notice title=server::")
    assert second == "::error title=slimgo::no program%0Anone here"


def test_an_error_without_a_reason_is_a_line(yard: Yard, capsys: Captured) -> None:
    yard.names, yard.error = (), BadInput("no program")
    with pytest.raises(BadInput):
        build({"form": "github"})
    assert capsys.readouterr().out == "::error title=slimgo::no program\n"


def test_what_a_check_says_is_not_said_twice(yard: Yard, capsys: Captured) -> None:
    yard.error, yard.last_step = CheckFailed("static ✗"), RED
    with pytest.raises(CheckFailed):
        build({"form": "github"})
    # and a program that was shipped before is not told again
    assert capsys.readouterr().out.splitlines()[1:] == ["::error title=slimgo%3A static::dynamic"]


def test_an_earlier_programs_steps_are_not_the_failed_ones(yard: Yard, capsys: Captured) -> None:
    yard.names = ("a", "b")
    yard.error, yard.last_step = BadInput("odd"), replace(STEP, name="last")
    with pytest.raises(BadInput):
        build({"form": "junit"})
    failed_one = capsys.readouterr().out.split("<testsuite ")[-1]
    assert "slimgo.last" in failed_one
    assert "slimgo.build" not in failed_one.replace('name="build" classname="slimgo"', "")


def test_in_text_an_error_is_not_on_standard_output(yard: Yard, capsys: Captured) -> None:
    yard.error = BadInput("no program")
    with pytest.raises(BadInput):
        build({})
    assert capsys.readouterr().out == "server:1\n"
