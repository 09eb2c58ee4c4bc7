"""What came of a cell: pass, fail, or a third thing."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from article.matrix import MATRIX
from slimgo.pipeline.cell import _judged, make_cell
from slimgo.plan.matrix import Matrix
from slimgo.values.cell import CellResult
from slimgo.values.event import CommandKnown, CommandStarted, StepDone, StepStarted
from slimgo.values.result import StepResult
from slimgo.values.step import Step
from slimgo.values.verdict import Verdict, failed, passed, skipped
from tests.unit.pipeline.cells import FEW, FOREIGN, PACKED, SMALL, UNSTRIPPED, WITH_CGO, Cells
from tests.unit.pipeline.running import FakeSandbox, FakeSweep

GOOD, BAD, SKIPPED = passed("a", ""), failed("b", "why", ""), skipped("c", "no Linux")


@pytest.mark.parametrize(
    ("verdicts", "status", "why"),
    [
        ((GOOD,), "pass", ""),
        ((GOOD, SKIPPED), "not run", "no Linux"),
        ((SKIPPED,), "not run", "no Linux"),
        ((GOOD, BAD), "fail", "b ✗: why"),
        ((SKIPPED, BAD), "fail", "b ✗: why"),
        ((SKIPPED, skipped("d", "another")), "not run", "no Linux"),
        ((BAD, failed("e", "another", "")), "fail", "b ✗: why"),
    ],
)
def test_a_skip_is_no_pass(verdicts: tuple[Verdict, ...], status: str, why: str) -> None:
    step = StepResult(name="x", kind="build", command="", verdicts=verdicts)
    judged = _judged(MATRIX.cell("linux-amd64/app"), step, 1.0)
    assert (judged.status, judged.why) == (status, why)
    assert (judged.cell, judged.step, judged.seconds) == ("linux-amd64/app", step, 1.0)


def made(cells: Cells, identifier: str) -> CellResult:
    cells.here.told.clear()
    return make_cell(cells.here.project, FEW, FEW.cell(identifier))


def test_a_cell_that_holds_what_its_flags_promise_passes(
    cells: Cells, sandbox: FakeSandbox
) -> None:
    cells.pass_with(sandbox)
    result = made(cells, SMALL)
    assert (result.cell, result.status, result.why) == (SMALL, "pass", "")
    assert result.step
    assert cells.here.told[0] == StepStarted(number=1, name="build")
    assert cells.here.told[-1] == StepDone(result=result.step)


def test_a_cell_takes_from_its_first_step_to_its_last(
    cells: Cells, sandbox: FakeSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells.pass_with(sandbox)
    clock = SimpleNamespace(monotonic=iter((10.0, 12.5)).__next__)
    monkeypatch.setattr("slimgo.pipeline.cell.time", clock)
    assert made(cells, SMALL).seconds == 2.5


def test_of_a_packed_cell_both_steps_are_made_and_the_last_one_counts(
    cells: Cells, sandbox: FakeSandbox, sweep: FakeSweep
) -> None:
    cells.pass_with(sandbox)
    result = made(cells, PACKED)
    assert result.status == "pass"
    assert result.step
    assert result.step.kind == "pack"
    started = [each for each in cells.here.told if isinstance(each, StepStarted)]
    assert [(each.number, each.name) for each in started] == [(1, "build"), (2, "pack")]
    assert sweep.programs


def test_what_need_not_be_made_again_shows_its_command(cells: Cells, sandbox: FakeSandbox) -> None:
    cells.pass_with(sandbox)
    made(cells, SMALL)
    assert not any(isinstance(each, CommandKnown) for each in cells.here.told)
    (command,) = (each.command for each in cells.here.told if isinstance(each, CommandStarted))
    again = made(cells, SMALL)
    assert again.step
    assert again.step.up_to_date
    assert CommandKnown(command=command) in cells.here.told


def test_a_promise_that_is_not_kept_fails(cells: Cells) -> None:
    result = made(cells, UNSTRIPPED)
    assert (result.status, result.why) == ("fail", "symbols ✗: no symbols")


def test_what_fails_is_not_packed(cells: Cells, sandbox: FakeSandbox, sweep: FakeSweep) -> None:
    cells.pass_with(sandbox)
    sandbox.words = "goodbye"
    result = made(cells, PACKED)
    assert result.status == "fail"
    assert result.step
    assert result.step.kind == "build"
    assert not sweep.programs


def test_a_command_that_fails_is_told_by_its_last_words(cells: Cells) -> None:
    cells.here.go.broken = "# example.com/hello\nmain.go:2: odd\nmain.go:3: no such thing"
    result = made(cells, SMALL)
    assert (result.cell, result.status) == (SMALL, "fail")
    assert result.why == "`go build` ended with status 1: main.go:3: no such thing"


def test_a_command_that_fails_without_a_word_is_told_too(cells: Cells) -> None:
    cells.here.go.broken = " "
    assert made(cells, SMALL).why.startswith("`go build` ended with status 1")


def test_without_a_compiler_what_needs_one_is_not_run(cells: Cells, tmp_path: Path) -> None:
    cells.here.finds_on_path(tmp_path / "bin")
    assert made(cells, WITH_CGO) == CellResult(
        cell=WITH_CGO,
        status="not run",
        why="no gcc on PATH: apt-get install gcc libc6-dev",
    )
    assert cells.here.go.done == []


def test_where_no_path_is_set_nothing_is_looked_for(
    cells: Cells, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gcc").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert made(cells, WITH_CGO).status == "not run"


def test_a_cell_that_nothing_makes_is_a_mistake_of_ours(cells: Cells) -> None:
    class Empty(Matrix):
        def steps(self, *_: object, **__: object) -> tuple[Step, ...]:
            return ()

    with pytest.raises(ValueError, match="linux-amd64/small has no step"):
        make_cell(cells.here.project, Empty(cells=FEW.cells), FEW.cell(SMALL))


def test_with_a_compiler_it_is_made(cells: Cells, tmp_path: Path) -> None:
    cells.here.finds_on_path(tmp_path / "bin", "gcc")
    assert made(cells, WITH_CGO).status == "fail"  # for the fake Go makes no such program
    assert "build" in cells.here.go.done


def test_a_cell_is_built_for_its_own_target(cells: Cells) -> None:
    result = made(cells, FOREIGN)
    assert result.why == "platform ✗: built for linux/amd64, wanted linux/arm64"
    assert cells.here.go.environments[-1]["GOARCH"] == "arm64"
