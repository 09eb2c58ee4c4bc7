"""All results of the matrix, in one table and in files."""

from __future__ import annotations

import json
import os
import shutil
import sys
from contextlib import suppress
from typing import Any

import pytest

from slimgo.errors import CheckFailed
from slimgo.pipeline.machine import machine
from slimgo.pipeline.summary import summary
from slimgo.plan.matrix import exclusions
from tests.unit.pipeline.cells import FEW, FOREIGN, PACKED, SMALL, UNSTRIPPED, Cells
from tests.unit.pipeline.workshop import terminal_of

Captured = pytest.CaptureFixture[str]
SHRINKS = "linux-amd64/small-upx9, small: packing shrinks it"


def summed(cells: Cells) -> dict[str, Any]:
    """The whole as JSON has it, green or red."""
    with suppress(CheckFailed):
        summary(cells.results, of=(), demand_all=False)
    whole: dict[str, Any] = json.loads((cells.results.folder / "matrix.json").read_bytes())
    return whole


def statuses(cells: Cells) -> dict[str, str]:
    return {each["cell"]: f"{each['status']}{each['why']}" for each in summed(cells)["cells"]}


def red(cells: Cells, *of: str, demand_all: bool = False) -> CheckFailed | None:
    try:
        summary(cells.results, of=of, demand_all=demand_all)
    except CheckFailed as error:
        return error
    return None


def test_all_results_are_shown_and_written(cells: Cells, capsys: Captured) -> None:
    cells.know(SMALL, seconds=3)
    summary(cells.results, of=(), demand_all=False)
    folder = cells.results.folder
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:2] == ["cell", "is"]
    assert lines[1].split()[:2] == ["✓", "linux-amd64/small"]
    assert lines[-2].startswith("5 cells: 1 ✓, 4 not run; ")
    assert lines[-1] == (
        "Written: build/verify/matrix.json, build/verify/junit.xml, build/verify/matrix.md"
    )
    assert b"linux-amd64/small" in (folder / "junit.xml").read_bytes()
    assert "| `linux-amd64/small` | ✓ |" in (folder / "matrix.md").read_text()


def test_before_anything_was_made_there_is_nothing_to_see(cells: Cells) -> None:
    shutil.rmtree(cells.here.project.store.build)
    whole = summed(cells)
    assert {each["why"] for each in whole["cells"]} == {"not asked for"}
    assert [each["cell"] for each in whole["cells"]] == [each.id for each in FEW.cells]
    assert whole["machine"] == [list(pair) for pair in machine()]
    assert whole["versions"] == []
    assert len(whole["exclusions"]) == len(exclusions())


def test_a_matrix_is_of_its_own_session(cells: Cells) -> None:
    cells.session = "mine"
    assert summed(cells)["session"] == "mine"
    assert cells.results.folder.name == "mine"


def test_a_result_of_other_sources_is_none(cells: Cells) -> None:
    cells.know(SMALL)
    cells.know(UNSTRIPPED, made_of="before", go="other")
    assert statuses(cells) == {
        **{each.id: "not runnot asked for" for each in FEW.cells},
        SMALL: "pass",
        UNSTRIPPED: "not runmade of other sources",
    }
    assert summed(cells)["versions"] == [["go", "1"]]


def test_what_two_machines_made_is_told_side_by_side(cells: Cells) -> None:
    cells.know(SMALL, machine=(("system", "one"), ("cpus", "2")))
    cells.know(UNSTRIPPED, machine=(("system", "another"), ("cpus", "2")))
    whole = summed(cells)
    assert whole["machine"] == [["system", "another / one"], ["cpus", "2"]]
    assert whole["versions"] == [["go", "1"]]


def test_red_cells_are_counted_and_the_first_is_named(cells: Cells) -> None:
    cells.know(SMALL)
    assert red(cells) is None
    cells.know(PACKED, "fail", why="it does not start")
    cells.know(FOREIGN, "fail", why="it neither")
    error = red(cells)
    assert error
    assert error.what == "2 of the matrix ✗"
    assert error.why == "linux-amd64/small-upx9: it does not start"


def test_what_was_not_asked_for_does_not_fail_a_run(cells: Cells) -> None:
    cells.know(SMALL)
    cells.know(PACKED, "fail", why="x")
    assert red(cells, SMALL) is None
    assert red(cells, SMALL, PACKED)


def test_who_demands_all_cells_gets_red_for_one_that_was_not_run(cells: Cells) -> None:
    cells.know(SMALL)
    assert red(cells, SMALL, demand_all=True) is None
    error = red(cells, SMALL, FOREIGN, demand_all=True)
    assert error
    assert error.why == "linux-arm64/small: not asked for"
    cells.know(SMALL, "fail", why="x")
    assert red(cells, SMALL, demand_all=True)


def test_a_relation_that_does_not_hold_is_red(cells: Cells) -> None:
    cells.know(SMALL, size_bytes=100)
    cells.know(PACKED, size_bytes=90)
    assert red(cells) is None
    cells.know(PACKED, size_bytes=100)
    error = red(cells)
    assert error
    assert error.why == SHRINKS


def test_a_red_cells_size_is_held_against_nothing(cells: Cells) -> None:
    cells.know(SMALL, size_bytes=100)
    cells.know(PACKED, "fail", why="x", size_bytes=100)
    error = red(cells)
    assert error
    assert error.what == "1 of the matrix ✗"


def test_cells_of_two_compilers_are_not_to_be_compared(cells: Cells) -> None:
    cells.know(SMALL, go="1.27.3")
    cells.know(UNSTRIPPED, go="1.27.4")
    error = red(cells)
    assert error
    assert error.why == "one Go and one of each packer made all cells"


def test_only_what_was_asked_for_is_listed(cells: Cells, capsys: Captured) -> None:
    cells.know(SMALL)
    cells.know(UNSTRIPPED)
    summary(cells.results, of=(SMALL,), demand_all=False)
    table = capsys.readouterr().out.splitlines()
    assert table[1].startswith("✓  linux-amd64/small")
    assert not table[2].startswith("✓")


def test_a_narrow_terminal_gets_a_narrow_table_in_colour(
    cells: Cells, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells.know(SMALL)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    terminal_of(monkeypatch, 30)
    summary(cells.results, of=(), demand_all=False)
    head, first, *_ = capsys.readouterr().out.splitlines()
    assert "exactly" not in head
    assert "\x1b[" in first


def test_what_repeats_a_cell_is_typed_as_it_works_here(
    cells: Cells, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLIMGO_BOOTSTRAP", "bootstrap")
    monkeypatch.setenv("SLIMGO_BOOTSTRAP_PID", str(os.getpid()))
    cells.know(SMALL, "fail", why="x")
    assert red(cells)
    assert '→ ./bootstrap nox -s "verify(linux-amd64/small)"' in capsys.readouterr().out
