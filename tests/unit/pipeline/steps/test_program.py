"""A program is built or packed beside its place, proven there, and only then put into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from slimgo.errors import BadInput, CommandFailed
from slimgo.pipeline.steps.program import made_of, make_program
from slimgo.plan.faults import known_faults
from slimgo.plan.surroundings import FULL, SHORT, emulated
from slimgo.values.event import CommandStarted, Doing, Note
from slimgo.values.program import Source
from slimgo.values.surrounding import StartOutcome
from slimgo.values.target import Target
from tests.unit.pipeline.running import FakeSandbox, FakeSweep
from tests.unit.pipeline.tools import GO, UPX, elf, packed
from tests.unit.pipeline.workshop import Workshop

Opened = Callable[[], Workshop]

BUILT, PACKED = "build/hello.unpacked", "build/hello/hello"
PROGRAM = elf(b"package main")


def test_a_program_stands_in_its_place_once_it_is_proven(workshop: Opened) -> None:
    here = workshop()
    for name, content, result in zip(
        (BUILT, PACKED), (PROGRAM, packed(PROGRAM)), here.made(), strict=True
    ):
        path = here.project.path(name)
        assert path.read_bytes() == content
        assert path.stat().st_mode & 0o777 == 0o755
        assert result.artifact
        assert (result.artifact.path, result.artifact.size_bytes) == (name, len(content))
        assert result.failures == ()
    assert list(here.project.store.parts.iterdir()) == []


def test_the_command_is_told_with_the_place_that_the_program_gets(workshop: Opened) -> None:
    here = workshop()
    here.project = replace(here.project, modules_from="GOPROXY=x")
    build, pack = here.binaries()
    assert make_program(here.project, build).command == str(build.command)
    assert here.told[:3] == [
        Note(text="GOPROXY=x"),
        Doing(text="asking Go what it is made of"),
        CommandStarted(command=build.command),
    ]
    make_program(here.project, pack)
    assert CommandStarted(command=pack.command) in here.told


def test_where_modules_come_from_is_not_told_if_it_is_usual(workshop: Opened) -> None:
    here = workshop()
    here.made()
    assert here.notes() == []


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


def test_a_program_that_fails_a_check_gets_no_place(workshop: Opened) -> None:
    here = workshop()
    here.go.settings = (("CGO_ENABLED", "1"),)
    (result,) = here.made(None)
    assert [verdict.check for verdict in result.failures] == ["build info"]
    assert not here.project.path("build/hello/hello").exists()
    here.go.settings = workshop().go.settings
    assert here.made(None)[0].failures == ()


def test_a_program_that_was_changed_by_packing_gets_no_place(workshop: Opened) -> None:
    here = workshop()
    here.upx.loses = True
    assert [each.check for each in here.made()[1].failures] == ["unpacks to the same bytes"]
    assert not here.project.path(PACKED).exists()


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


def test_the_folders_of_its_place_are_made(workshop: Opened) -> None:
    here = workshop()
    (step,) = here.binaries(None)
    deep = "build/a/b/hello"
    make_program(here.project, replace(step, makes=deep, command=step.command.with_output(deep)))
    assert here.project.path(deep).read_bytes() == PROGRAM


def test_a_module_in_a_folder_is_built_from_there(workshop: Opened) -> None:
    here = workshop()
    folder = here.project.path("app")
    folder.mkdir()
    here.project.path("main.go").rename(folder / "main.go")
    source = Source(folder="app", package=".")
    here.ships(replace(here.project.program, source=source))
    here.made(None)
    assert here.project.path("build/hello/hello").read_bytes() == PROGRAM


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


def test_a_build_that_fails_says_what_to_do(workshop: Opened) -> None:
    here = workshop()
    here.go.broken = "main.go:1: function main is undeclared in the main package"
    with pytest.raises(CommandFailed, match="has no function main") as caught:
        here.made()
    assert caught.value.why == here.go.broken
    here.go.broken = "no known words"
    with pytest.raises(CommandFailed, match="`go build` ended with status 1") as caught:
        here.made()
    assert caught.value.why == "no known words"


def test_a_packing_that_fails_is_told_as_it_is(
    workshop: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = workshop()
    failure = CommandFailed("`upx` ended with status 1", why="no Go source files")
    _, pack = here.binaries()
    here.made()
    here.project.path(PACKED).unlink()

    def fails(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr("slimgo.pipeline.steps.program.run", fails)
    with pytest.raises(CommandFailed) as caught:
        make_program(here.project, pack)
    assert caught.value is failure


def test_a_package_that_is_no_program_is_not_built(workshop: Opened) -> None:
    here = workshop()
    here.go.package = "tools"
    with pytest.raises(BadInput, match="package tools is no program") as caught:
        here.made()
    assert caught.value.why.startswith(". says")
    assert "build" not in here.go.done


def test_files_left_out_for_cgo_are_named_before_and_after(
    workshop: Opened, sandbox: FakeSandbox
) -> None:
    here = workshop()
    here.isolates()
    here.project.path("c.go").write_text('import "C"')
    here.go.ignored = ("c.go",)
    assert here.made(None)[0].failures == ()
    assert [(note.loud, "may need cgo" in note.text) for note in here.notes()] == [(True, True)]
    sandbox.words = "goodbye"
    here.rechecks()
    assert "c.go is left out" in here.made(None)[0].failures[0].evidence
    here.project.path("build/hello/hello").unlink()
    assert "c.go is left out" in here.made(None)[0].failures[0].evidence
    here.go.broken = "build constraints exclude all Go files"
    with pytest.raises(CommandFailed, match="is left to build with CGO_ENABLED=0"):
        here.made(None)


def test_what_packing_costs_is_shown_where_it_is_asked_for(
    workshop: Opened,
    sandbox: FakeSandbox,
    sweep: FakeSweep,  # noqa: ARG001
) -> None:
    here = workshop()
    here.isolates()
    build, pack = here.binaries()
    make_program(here.project, build)
    unpriced = replace(pack, priced=False)
    for _ in ("made", "remembered"):
        assert make_program(here.project, unpriced).measurements == ()
    priced = make_program(here.project, pack)
    assert {each.of for each in priced.measurements} == {"packed", "unpacked"}
    starts = len(sandbox.started)
    shown = make_program(here.project, unpriced)
    assert (shown.measurements, shown.load) == ((), None)
    assert make_program(here.project, pack).measurements == priced.measurements
    assert len(sandbox.started) == starts


def test_an_emulated_program_is_started_in_more_surroundings(
    workshop: Opened,
    sandbox: FakeSandbox,  # noqa: ARG001
    sweep: FakeSweep,
) -> None:
    here = workshop()
    here.isolates()
    here.made()
    emulator = here.project.path("emulator")
    emulator.write_bytes(b"")
    here.project = replace(here.project, emulator=emulator)
    here.made()
    assert sweep.tables == [SHORT, emulated(FULL)]


@pytest.mark.parametrize("expected", [True, False])
def test_a_known_fault_is_expected_only_where_that_is_asked_for(
    workshop: Opened,
    sandbox: FakeSandbox,  # noqa: ARG001
    sweep: FakeSweep,
    expected: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = workshop()
    here.isolates()
    sweep.packed = StartOutcome(kind="ended", status=139)
    (fault,) = known_faults("upx", UPX.version)
    fault = replace(fault, goarch="amd64", fails=tuple(each.name for each in SHORT))
    monkeypatch.setattr("slimgo.plan.faults.KNOWN_FAULTS", (fault,))
    here.project = replace(here.project, expects_known_faults=expected)
    assert bool(here.made()[1].failures) is not expected


def test_what_a_program_is_made_of_depends_on_its_target(workshop: Opened) -> None:
    here = workshop()
    build, pack = here.binaries()
    make_program(here.project, build)
    arm64 = replace(here.project, target=Target(goos="linux", goarch="arm64"))
    for step in (build, pack):
        assert made_of(here.project, step) == made_of(here.project, step)
        assert made_of(here.project, step) != made_of(arm64, step)


@pytest.mark.parametrize("do", [make_program, made_of])
def test_a_step_without_a_variant_makes_no_program(
    workshop: Opened, do: Callable[..., object]
) -> None:
    here = workshop()
    step = replace(here.binaries()[0], variant=None)
    with pytest.raises(ValueError, match="build makes no program"):
        do(here.project, step)
