"""A program is made again only where something that decides is another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from slimgo.pipeline.steps.program import is_made, made_of, make_program
from slimgo.values.event import CommandStarted
from slimgo.values.target import Target
from tests.unit.pipeline.running import FakeSandbox, FakeSweep
from tests.unit.pipeline.tools import GO, UPX, elf, packed
from tests.unit.pipeline.workshop import Workshop

Opened = Callable[[], Workshop]

BUILT, PACKED = "build/hello.unpacked", "build/hello/hello"
PROGRAM = elf(b"package main")


def test_what_is_as_it_was_is_not_made_again(workshop: Opened) -> None:
    workshop().made()
    here = workshop()
    assert [result.up_to_date for result in here.made()] == [True, True]
    assert "build" not in here.go.done
    assert here.upx.done == []


def test_an_edited_source_is_built_and_packed_anew(workshop: Opened) -> None:
    workshop().made()
    here = workshop()
    here.project.path("main.go").write_text("package main // edited")
    assert [result.up_to_date for result in here.made()] == [False, False]
    assert here.project.path(PACKED).read_bytes() == packed(elf(b"package main // edited"))


@pytest.mark.parametrize("other", ["go", "upx"])
def test_another_tool_makes_anew_what_it_makes(workshop: Opened, other: str) -> None:
    workshop().made()
    here = workshop()
    go = replace(GO, identity="go 2") if other == "go" else GO
    upx = replace(UPX, identity="upx other") if other == "upx" else UPX
    here.project = replace(here.project, go=go, packers={"upx": upx})
    here.made()
    # the program is the same whichever Go built it, and so it is packed already
    assert ("build" in here.go.done, "pack" in here.upx.done) == (other == "go", other == "upx")


def test_another_isolation_checks_again_and_makes_nothing(
    workshop: Opened, sandbox: FakeSandbox, sweep: FakeSweep
) -> None:
    workshop().made()
    here = workshop()
    here.project.path(BUILT).chmod(0o600)
    here.isolates()
    built, done = here.made()
    assert (built.up_to_date, built.seconds) == (False, 0.0)
    assert ("build" in here.go.done, "pack" in here.upx.done) == (False, False)
    assert here.project.path(BUILT).stat().st_mode & 0o777 == 0o755
    assert sandbox.asked
    assert len(sweep.tables) == 1
    assert "starts everywhere" in [verdict.check for verdict in done.verdicts]


def test_who_asks_for_it_gets_it_checked_again(workshop: Opened) -> None:
    workshop().made()
    here = workshop()
    here.rechecks()
    assert [result.up_to_date for result in here.made()] == [False, False]
    assert ("build" in here.go.done, "pack" in here.upx.done) == (False, False)
    assert [result.up_to_date for result in workshop().made()] == [True, True]


def test_another_question_is_asked_though_the_program_is_the_same(
    workshop: Opened, sandbox: FakeSandbox
) -> None:
    here = workshop()
    here.isolates()
    here.made(None)
    here = workshop()
    here.isolates()
    here.asks(replace(here.project.program.probe, port=9090))
    assert not here.made(None)[0].up_to_date
    assert [guest.port for guest in sandbox.started] == [8080, 9090]


def test_a_program_that_was_edited_by_hand_is_built_anew(workshop: Opened) -> None:
    workshop().made()
    here = workshop()
    here.project.path(BUILT).write_bytes(b"edited")
    here.made()
    assert here.project.path(BUILT).read_bytes() == PROGRAM


def test_what_go_cannot_list_is_built_each_time(workshop: Opened) -> None:
    for _ in range(2):
        here = workshop()
        here.go.unlisted = True
        here.made(None)
        assert "build" in here.go.done


def test_one_run_asks_go_once(workshop: Opened) -> None:
    here = workshop()
    here.made(None)
    here.made(None)
    assert here.go.done.count("list") == 1


def test_another_go_is_asked_anew_what_a_program_is_made_of(
    workshop: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    # what was written just now may be written again in the same tick, and would not be kept
    monkeypatch.setattr("slimgo.facts.sources.settled", lambda *_: True)
    workshop().made(None)
    for identity, asked in ((GO.identity, 0), ("go 2", 1)):
        here = workshop()
        here.project = replace(here.project, go=replace(GO, identity=identity))
        here.made(None)
        assert here.go.done.count("list") == asked


def test_what_was_built_with_others_is_taken_and_cost_nothing(workshop: Opened) -> None:
    here = workshop()
    (step,) = here.binaries(None)
    beside = here.project.path("built-with-others")
    beside.write_bytes(PROGRAM)
    made = make_program(replace(here.project, prebuilt={step.makes: beside}), step)
    assert (made.failures, made.seconds) == ((), 0.0)
    assert "build" not in here.go.done
    assert not beside.exists()


def test_a_program_is_made_where_it_is_there_and_of_what_it_would_be_made_of(
    workshop: Opened,
) -> None:
    here = workshop()
    (step,) = here.binaries(None)
    final = here.project.path(step.makes)
    final.parent.mkdir(parents=True)
    final.write_bytes(PROGRAM)
    # nothing is known of it
    assert not is_made(here.project, step)
    here.made(None)
    assert is_made(here.project, step)
    final.write_bytes(b"edited")
    assert not is_made(here.project, step)
    final.unlink()
    assert not is_made(here.project, step)
    here.made(None)
    here = workshop()
    here.project.path("main.go").write_text("package main // edited")
    assert not is_made(here.project, step)


def test_the_last_time_is_told_of_the_same_command_only(workshop: Opened) -> None:
    (first,) = workshop().made(None)
    here = workshop()
    here.project.path("main.go").write_text("package main // edited")
    (step,) = here.binaries(None)
    make_program(here.project, step)
    flags = replace(step, command=replace(step.command, env=(("GOFLAGS", "-v"),)))
    make_program(here.project, flags)
    told = [event for event in here.told if isinstance(event, CommandStarted)]
    assert [event.last_seconds for event in told] == [first.seconds, 0.0]


def test_what_a_program_is_made_of_depends_on_its_target(workshop: Opened) -> None:
    here = workshop()
    build, pack = here.binaries()
    make_program(here.project, build)
    arm64 = replace(here.project, target=Target(goos="linux", goarch="arm64"))
    for step in (build, pack):
        assert made_of(here.project, step) == made_of(here.project, step)
        assert made_of(here.project, step) != made_of(arm64, step)
