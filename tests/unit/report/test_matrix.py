"""The matrix's table and files say what is green, red and not run, and what repeats it."""

from __future__ import annotations

import json
from dataclasses import replace

from junitparser import JUnitXml

from slimgo.report.json import to_json
from slimgo.report.matrix import NO_RESULT, counts, junit, markdown, repeat_line, text
from slimgo.values.artifact import Artifact
from slimgo.values.cell import CellResult, Exclusion, MatrixResult
from slimgo.values.measurement import Load
from slimgo.values.result import StepResult
from slimgo.values.verdict import failed, passed


def step(size_bytes: int) -> StepResult:
    return StepResult(
        name="x",
        kind="build",
        command="",
        artifact=Artifact(path="x", size_bytes=size_bytes, sha256="aa"),
        verdicts=(passed("dynamic", "wants ld.so"), passed("cannot start", "no such file")),
    )


MATRIX = MatrixResult(
    versions=(("go", "1.27.3"),),
    machine=(),
    cells=(
        CellResult(cell="linux-amd64/static", status="pass", step=step(8_582_402), seconds=1.5),
        CellResult(cell="linux-amd64/small", status="fail", why="static ✗: wants ld.so"),
        CellResult(cell="linux-amd64/small-upx9", status="pass", step=step(2_389_280)),
        CellResult(cell="linux-amd64/cgo", status="not run", why="no gcc on PATH"),
        CellResult(cell="linux-386/small", status="not run", why=NO_RESULT),
    ),
    relations=(
        passed("a, b: smaller", "1 B and 2 B"),
        failed("c, d: smaller", "2 B and 1 B", "look"),
    ),
    exclusions=(Exclusion(why="nobody wants it", cells=1200),),
)


def test_the_table_ends_with_what_is_not_green_and_how_to_repeat_it() -> None:
    shown = text(MATRIX, colour=False, width=110)
    assert "linux-amd64/small ✗: static ✗: wants ld.so" in shown
    assert '  → nox -s "verify(linux-amd64/small)"' in shown
    assert "linux-amd64/cgo not run: no gcc on PATH" in shown
    assert "not asked for: 1 cell" in shown
    assert "c, d: smaller ✗: 2 B and 1 B" in shown
    assert "1,200  nobody wants it" in shown
    assert "\x1b" not in shown


def test_a_size_is_told_against_the_plain_build_of_its_target() -> None:
    (line,) = [
        line
        for line in text(MATRIX, colour=False, width=110).splitlines()
        if "linux-amd64/small-upx9" in line
    ]
    assert "2,389,280 B" in line
    assert "−72 %" in line


def test_colour_is_only_where_it_is_asked_for() -> None:
    assert "\x1b[" in text(MATRIX, colour=True, width=110)


def test_the_last_line_counts_each_kind() -> None:
    assert counts(MATRIX) == "5 cells: 2 ✓, 1 ✗, 2 not run; 2 relations: 1 ✓, 1 ✗"


def test_junit_has_a_case_for_each_with_what_came_of_it() -> None:
    (suite,) = JUnitXml.fromstring(junit(MATRIX))
    assert (suite.tests, suite.failures, suite.skipped) == (7, 2, 2)
    assert [case.name for case in suite][:2] == ["linux-amd64/static", "linux-amd64/small"]


def test_markdown_has_a_row_for_each() -> None:
    shown = markdown(MATRIX)
    assert "| `linux-amd64/small` | ✗ | static ✗: wants ld.so |" in shown
    assert "| `linux-amd64/static` | ✓ | dynamic, cannot start |" in shown
    assert "| c, d: smaller | ✗ | 2 B and 1 B |" in shown


def test_json_has_its_schema_version_and_every_cell() -> None:
    document = json.loads(to_json(MATRIX))
    assert document["schema_version"] == 1
    assert len(document["cells"]) == 5


def test_cells_timed_on_a_busy_machine_are_named() -> None:
    busy = replace(step(2_389_280), load=Load(average=3.0, cpus=2))
    quiet = replace(busy, load=Load(average=2.0, cpus=2))
    cells = tuple(
        CellResult(cell=f"linux-amd64/{name}", status="pass", step=each)
        for name, each in (("small-upx9", busy), ("small-gopack", quiet))
    )
    line = "! Timed on a busy machine, so their starts are longer: linux-amd64/small-upx9"
    for shown in (
        markdown(replace(MATRIX, cells=cells)),
        text(replace(MATRIX, cells=cells), colour=False, width=110),
    ):
        assert line in shown.splitlines()
    assert "busy" not in markdown(MATRIX)


def test_a_known_fault_is_named_in_the_table() -> None:
    verdicts = (
        passed("packed", "by upx"),
        passed("runs", ""),
        passed("fails exactly as known", ""),
    )
    cell = CellResult(
        cell="linux-arm64/small-upx9",
        status="pass",
        step=replace(step(1), verdicts=verdicts),
    )
    assert "| packed, known fault |" in markdown(replace(MATRIX, cells=(cell,)))


def test_what_repeats_a_cell_can_be_pasted() -> None:
    assert repeat_line("linux-386/small") == 'nox -s "verify(linux-386/small)"'
