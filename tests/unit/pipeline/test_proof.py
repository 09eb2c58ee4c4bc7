"""What is proven of a program, in which order, and what is left out once something is red."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from slimgo.checks.binary import binary_expectation
from slimgo.pipeline.proof import prove_binary
from slimgo.pipeline.steps.program import make_program
from slimgo.plan.recipe import build_settings
from slimgo.values.outcome import Outcome
from slimgo.values.result import StepResult
from tests.unit.pipeline.running import LEVEL, FakeSandbox, FakeSweep
from tests.unit.pipeline.tools import GO, elf
from tests.unit.pipeline.workshop import A_WHILE, Workshop

Opened = Callable[[], Workshop]

OF_A_FILE = ("platform", "static", "not PIE")
OF_A_BUILD = ("no symbols", "no debug info", "build info", "no path of this machine")
OF_PACKING = ("packed", "packer's test", "unpacks to the same bytes")
OF_A_START = ("runs", "ends on SIGTERM", "leaves nothing")


@pytest.fixture
def here(workshop: Opened) -> Workshop:
    here = workshop()
    here.isolates()
    return here


def checks(result: StepResult) -> tuple[str, ...]:
    return tuple(verdict.check for verdict in result.verdicts)


def proven(here: Workshop, outcome: Outcome) -> StepResult:
    """A built program that something else must come of."""
    (step,) = here.binaries(None)
    assert step.variant
    path = here.project.path("built")
    path.write_bytes(elf(b""))
    expected = binary_expectation(
        step.variant,
        target=here.project.target,
        go_version=f"go{GO.version}",
        settings=build_settings(step.variant, here.project.target),
    )
    return prove_binary(here.project, step, path, replace(expected, outcome=outcome), 1.0)


def test_a_build_is_read_and_run(here: Workshop, sandbox: FakeSandbox, sweep: FakeSweep) -> None:
    began = time.time()
    (built,) = here.made(None)
    assert checks(built) == (*OF_A_FILE, *OF_A_BUILD, *OF_A_START)
    assert (built.name, built.kind, built.baseline) == ("build", "build", True)
    assert built.checked_at >= began
    assert 0 < built.check_seconds < A_WHILE
    assert 0 < built.seconds < A_WHILE
    assert built.binary
    assert built.binary.sha256 == (built.artifact.sha256 if built.artifact else "")
    assert here.doings() == ["asking Go what it is made of", "checking"]
    assert sandbox.asked == ["/"]
    assert sweep.tables == []
    assert built.measurements == ()


def test_a_packing_is_unpacked_run_and_started_everywhere(
    here: Workshop, sandbox: FakeSandbox, sweep: FakeSweep
) -> None:
    build, packed = here.made()
    assert checks(packed) == (
        *(*OF_A_FILE, *OF_PACKING, *OF_A_START),
        *("answers alike", "starts everywhere"),
    )
    assert (packed.baseline, build.baseline) == (False, True)
    assert here.upx.unpacked_to == [here.project.store.parts]
    programs = tuple(here.project.path(step.makes).read_bytes() for step in here.binaries())
    assert sweep.programs == [programs]
    assert {*sandbox.programs} == {*programs}


def test_what_is_read_as_red_is_not_started(here: Workshop, sandbox: FakeSandbox) -> None:
    here.go.settings = ()
    (built,) = here.made(None)
    assert checks(built) == (*OF_A_FILE, *OF_A_BUILD)
    assert sandbox.started == []


def test_a_packed_file_that_is_red_is_not_unpacked(here: Workshop, sandbox: FakeSandbox) -> None:
    build, pack = here.binaries()
    make_program(here.project, build)
    sandbox.started.clear()
    here.upx.forgets_its_mark = True
    assert checks(make_program(here.project, pack)) == (*OF_A_FILE, "packed")
    assert here.upx.done == ["pack"]
    assert sandbox.started == []


def test_what_was_changed_by_packing_is_not_started(here: Workshop, sandbox: FakeSandbox) -> None:
    build, pack = here.binaries()
    make_program(here.project, build)
    sandbox.started.clear()
    here.upx.loses = True
    assert checks(make_program(here.project, pack)) == (*OF_A_FILE, *OF_PACKING)
    assert sandbox.started == []


def test_what_does_not_run_is_neither_swept_nor_timed(
    here: Workshop, sandbox: FakeSandbox, sweep: FakeSweep
) -> None:
    build, pack = here.binaries()
    make_program(here.project, build)
    sandbox.words = "goodbye"
    result = make_program(here.project, pack)
    assert checks(result) == (*OF_A_FILE, *OF_PACKING, *OF_A_START)
    assert sweep.tables == []
    assert result.measurements == ()


def test_a_path_of_this_machine_is_found(here: Workshop) -> None:
    here.project.path("main.go").write_text("// /go/src")
    (built,) = here.made(None)
    assert [each.evidence for each in built.failures] == ["holds GOROOT"]


def test_without_isolation_nothing_is_started_and_that_is_said(workshop: Opened) -> None:
    here = workshop()
    for outcome, check in (
        (Outcome(kind="answers"), "runs"),
        (Outcome(kind="cannot start", words="x"), "cannot start"),
    ):
        last = proven(here, outcome).verdicts[-1]
        assert (last.check, last.status) == (check, "skip")
        assert last.evidence == "no isolation in unit tests"


def test_what_must_not_start_needs_a_root_of_its_own(here: Workshop, sandbox: FakeSandbox) -> None:
    outcome = Outcome(kind="cannot start", words="No such file")
    here.project = replace(here.project, level=replace(LEVEL, own_root=False))
    last = proven(here, outcome).verdicts[-1]
    assert (last.check, last.status) == ("cannot start", "skip")
    assert last.evidence == "isolation a fake shows the program this machine's libraries"
    assert sandbox.started == []
    assert checks(proven(here, Outcome(kind="answers")))[-3:] == OF_A_START


@pytest.mark.parametrize(
    ("words", "passes"), [("No such file or directory", True), ("killed", False), ("", False)]
)
def test_what_must_not_start_fails_in_the_expected_way(
    here: Workshop,
    sandbox: FakeSandbox,
    words: str,
    passes: bool,  # noqa: FBT001
) -> None:
    sandbox.unreachable = words
    result = proven(here, Outcome(kind="cannot start", words="No such file"))
    verdict = next(each for each in result.verdicts if each.check == "cannot start")
    assert (verdict.status == "pass") is passes


@pytest.mark.parametrize(("words", "status"), [("", "pass"), ("a Windows program", "fail")])
def test_what_must_be_refused_is_given_to_our_reader_only(
    here: Workshop, sandbox: FakeSandbox, words: str, status: str
) -> None:
    last = proven(here, Outcome(kind="refused", words=words)).verdicts[-1]
    assert (last.check, last.status) == ("refused", status)
    assert sandbox.started == []
