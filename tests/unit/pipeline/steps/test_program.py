"""A program is built or packed beside its place, proven there, and only then put into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from slimgo.pipeline.steps.program import make_program
from slimgo.plan.faults import known_faults
from slimgo.plan.surroundings import FULL, SHORT, emulated
from slimgo.values.event import CommandStarted, Doing, Note
from slimgo.values.program import Source
from slimgo.values.surrounding import StartOutcome
from tests.unit.pipeline.running import FakeSandbox, FakeSweep
from tests.unit.pipeline.tools import UPX, elf, packed
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


def test_an_emulated_program_is_started_in_more_surroundings_in_the_matrix(
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
    here.project = replace(here.project, expects_known_faults=True)
    here.made()
    assert sweep.tables == [SHORT, emulated(SHORT), emulated(FULL)]


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
