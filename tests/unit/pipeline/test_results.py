"""What is known of cells: kept as files, and known again by what a cell is made of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from article.door import article_settings
from article.matrix import MATRIX
from slimgo.pipeline.packers import TOOLS
from slimgo.pipeline.results import Results, is_of
from slimgo.values.cell import CellResult, SavedCell
from tests.unit.pipeline.cells import FEW, FOREIGN, PACKED, SMALL, UNSTRIPPED, Cells
from tests.unit.pipeline.tools import GO


@pytest.mark.parametrize(
    ("status", "before", "now", "counts"),
    [
        ("pass", "a", "a", True),
        ("pass", "a", "b", False),
        ("pass", "", "", False),
        ("pass", "", "a", False),
        ("pass", "a", "", False),
        ("fail", "a", "b", False),
        ("fail", "", "a", True),
        ("fail", "a", "", True),
    ],
)
def test_a_result_of_unknown_sources_counts_only_if_it_is_red(status, before, now, counts) -> None:
    result = CellResult(cell="x", status=status, why="")
    saved = SavedCell(result=result, made_of=before, versions=(), machine=())
    assert is_of(saved, now) is counts


@pytest.fixture
def results(tmp_path: Path) -> Results:
    (tmp_path / "app").mkdir()
    (tmp_path / "app/app.go").touch()
    return Results(settings=article_settings({}, {}, {}, project=tmp_path), matrix=MATRIX)


def test_gopacks_sources_are_part_of_what_a_cell_is_made_of(
    results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    def key(name: str) -> str:
        return results.made_of(MATRIX.cell(name), lambda _: (("app.go", "1"),))

    packed, plain = key("linux-amd64/small-gopack"), key("linux-amd64/small")
    edited = replace(TOOLS["gopack"], sources=lambda: (("pack.py", "edited"),))
    monkeypatch.setitem(TOOLS, "gopack", edited)
    assert key("linux-amd64/small-gopack") != packed
    assert key("linux-amd64/small") == plain


def test_what_go_cannot_list_has_no_key(results: Results) -> None:
    assert results.made_of(MATRIX.cell("linux-amd64/app"), lambda _: None) == ""


def test_a_result_is_forgotten(results: Results) -> None:
    result = CellResult(cell="linux-amd64/app", status="pass")
    results.save(SavedCell(result=result, made_of="x", versions=(), machine=()))
    assert results.read("linux-amd64/app")
    results.forget("linux-amd64/app")
    assert results.read("linux-amd64/app") is None


def test_results_stand_in_the_folder_of_the_matrix(results: Results) -> None:
    result = CellResult(cell="linux-amd64/app", status="pass")
    results.save(SavedCell(result=result, made_of="x", versions=(), machine=()))
    file = results.settings.project / "build/verify/linux-amd64/app.json"
    assert file.is_file()
    results.save(SavedCell(result=result, made_of="y", versions=(), machine=()))
    again = results.read("linux-amd64/app")
    assert again
    assert again.made_of == "y"


@pytest.mark.parametrize("content", ["", "{", '{"result": 1}'])
def test_what_cannot_be_read_is_no_result(results: Results, content: str) -> None:
    file = results.folder / "linux-amd64/app.json"
    file.parent.mkdir(parents=True)
    file.write_text(content)
    assert results.read("linux-amd64/app") is None


def test_what_is_not_there_can_be_forgotten(results: Results) -> None:
    results.forget("linux-amd64/app")


def test_a_cell_is_of_its_sources_and_its_flags(cells: Cells, tmp_path: Path) -> None:
    small = cells.made_of(SMALL)
    assert small
    assert cells.made_of(SMALL) == small
    assert len({small, cells.made_of(UNSTRIPPED), cells.made_of(PACKED)}) == 3
    (tmp_path / "main.go").write_text("package main // edited")
    assert cells.made_of(SMALL) != small


def test_a_packed_cell_is_of_what_it_is_packed_from(cells: Cells) -> None:
    results = cells.results
    packed = FEW.cell(PACKED)
    other = replace(packed, variant=replace(packed.variant, packed_from="static"))
    assert results.made_of(other) != results.made_of(packed)


def test_another_slimgos_results_are_of_other_sources(
    cells: Cells, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = cells.made_of(SMALL)
    monkeypatch.setattr("slimgo.pipeline.results.__version__", "another")
    assert cells.made_of(SMALL) != before


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file is so new that Go's answer may not be kept."""
    monkeypatch.setattr("slimgo.facts.sources.settled", lambda *_: True)


@pytest.mark.usefixtures("settled")
def test_go_is_asked_once_for_cells_of_the_same_sources(cells: Cells) -> None:
    results = cells.results
    for name in (SMALL, PACKED, UNSTRIPPED):
        assert results.made_of(FEW.cell(name))
    assert cells.here.go.done == ["list"]


@pytest.mark.usefixtures("settled")
def test_go_is_asked_for_each_processor(cells: Cells) -> None:
    cells.made_of(SMALL)
    cells.made_of(FOREIGN)
    assert cells.here.go.listed_for == ["amd64", "arm64"]


@pytest.mark.usefixtures("settled")
def test_another_go_is_asked_anew(cells: Cells) -> None:
    cells.made_of(SMALL)
    cells.go = replace(GO, identity="another")
    cells.made_of(SMALL)
    assert cells.here.go.done == ["list", "list"]


def test_without_go_it_is_not_known_what_a_cell_is_made_of(cells: Cells) -> None:
    cells.go = None
    assert cells.made_of(SMALL) == ""


def test_where_go_lists_nothing_it_is_not_known_either(cells: Cells) -> None:
    cells.here.go.unlisted = True
    assert cells.made_of(SMALL) == ""
