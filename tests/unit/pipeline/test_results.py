from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from article.door import article_settings
from article.matrix import MATRIX
from slimgo.pipeline.packers import TOOLS
from slimgo.pipeline.results import Results, is_of
from slimgo.values.cell import CellResult, SavedCell


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
