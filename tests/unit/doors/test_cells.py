"""What a Nox session of the matrix starts: a cell, or the summary of all."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from article.door import article_settings
from slimgo.config.option import Option
from slimgo.config.order import Order, Request
from slimgo.config.settings import Settings
from slimgo.doors import words
from slimgo.doors.cells import command, main
from slimgo.doors.not_run import NOT_RUN
from slimgo.pipeline.results import Results
from slimgo.plan.matrix import matrix
from slimgo.values.cell import CellResult
from slimgo.values.probe import Service

CELL = "linux-amd64/small"


@dataclass
class Pipeline:
    """Takes the place of what makes a cell, and of what sums up."""

    folder: Path
    result: CellResult = CellResult(cell=CELL, status="pass")  # noqa: RUF009  frozen
    programs: int = 1
    made: list[tuple[Results, str, tuple[str, ...]]] = field(default_factory=list)
    summed: list[tuple[tuple[str, ...], bool]] = field(default_factory=list)
    asked: list[Mapping[str, object]] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        return article_settings({}, {}, {}, project=self.folder)

    def read(self, asked: Mapping[str, object]) -> Results:
        self.asked.append(asked)
        return Results(settings=self.settings, matrix=matrix())

    def verify(self, results: Results, cell: str, after: tuple[str, ...]) -> CellResult:
        self.made.append((results, cell, after))
        return self.result

    def summary(self, _: Results, *, of: tuple[str, ...], demand_all: bool) -> None:
        self.summed.append((of, demand_all))

    def requested(
        self, order: Order, ambient: Mapping[str, str], *, pack: bool
    ) -> tuple[tuple[Request, Settings], ...]:
        assert (ambient, pack) == (os.environ, False)
        self.orders.append(order)
        return ((order.of(), self.settings),) * self.programs


@pytest.fixture
def pipeline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    (tmp_path / "app").mkdir()
    (tmp_path / "app/app.go").touch()
    pipeline = Pipeline(tmp_path)
    monkeypatch.setattr("slimgo.pipeline.verify.verify", pipeline.verify)
    monkeypatch.setattr("slimgo.pipeline.summary.summary", pipeline.summary)
    monkeypatch.setattr("slimgo.pipeline.wanted.requested", pipeline.requested)
    monkeypatch.delenv(NOT_RUN, raising=False)
    monkeypatch.chdir(tmp_path)
    return pipeline


def typed(pipeline: Pipeline, *said: str) -> None:
    own = (Option(name="tag", help="its name"),)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["x", *said])
        words.run(command(own, pipeline.read), "x")


def test_a_cell_is_made_and_told_what_comes_after(pipeline: Pipeline) -> None:
    typed(pipeline, CELL, "--after", "a/b,,c/d", "--tag", "t")
    ((results, cell, after),) = pipeline.made
    assert (results.settings.project, cell, after) == (pipeline.folder, CELL, ("a/b", "c/d"))
    assert pipeline.asked[0]["tag"] == "t"
    assert pipeline.summed == []


@pytest.mark.parametrize(
    ("said", "of", "demand_all"),
    [
        ((), (), False),
        (("--of", "a/b,c/d"), ("a/b", "c/d"), False),
        (("--all",), (), True),
    ],
    ids=str,
)
def test_all_results_are_summed_up(
    pipeline: Pipeline, said: tuple[str, ...], of: tuple[str, ...], *, demand_all: bool
) -> None:
    typed(pipeline, "--summary", *said)
    assert pipeline.summed == [(of, demand_all)]
    assert pipeline.made == []


@pytest.mark.parametrize("said", [(), (CELL, "--summary"), (CELL, "another")], ids=str)
def test_one_thing_is_asked_for_at_a_time(
    pipeline: Pipeline, said: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        typed(pipeline, *said)
    assert caught.value.code == 2
    if "another" not in said:
        assert "either a cell or --summary" in capsys.readouterr().err
    assert pipeline.asked == []


@pytest.mark.parametrize(
    ("status", "told"), [("not run", "no gcc – here"), ("pass", None)], ids=str
)
def test_its_session_is_told_why_a_cell_could_not_be_run(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, status, told: str | None
) -> None:
    pipeline.result = CellResult(cell=CELL, status=status, why="no gcc – here")
    typed(pipeline, CELL)  # nobody wants to know
    file = pipeline.folder / "why"
    monkeypatch.setenv(NOT_RUN, str(file))
    typed(pipeline, CELL)
    assert (file.read_text("utf-8") if file.exists() else None) == told


def started(*said: str) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["x", *said])
        try:
            main()
        except SystemExit as error:
            return int(error.code or 0)
    return 0


def test_a_program_is_found_as_slimgo_build_finds_it(pipeline: Pipeline) -> None:
    assert started(CELL, "--package", "./cmd/x", "--port", "8080", "--session", "mine") == 0
    (order,) = pipeline.orders
    assert (order.words, order.here) == (("./cmd/x",), pipeline.folder)
    assert order.of().probes[0] == Service(port=8080)
    results = pipeline.made[0][0]
    assert results.matrix == matrix(session="mine")
    assert results.settings == pipeline.settings


def test_without_a_package_the_modules_one_program_is_meant(pipeline: Pipeline) -> None:
    assert started(CELL) == 0
    assert pipeline.orders[0].words == ()
    assert pipeline.made[0][0].matrix == matrix()


def test_a_matrix_is_of_one_program(pipeline: Pipeline, capsys: pytest.CaptureFixture[str]) -> None:
    pipeline.programs = 2
    assert started(CELL) == 1
    assert capsys.readouterr().err == (
        "✗ a matrix is of one program\n  → name one package, not a pattern\n"
    )
    assert pipeline.made == []


def test_words_that_cannot_be_understood_end_with_2(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    assert started("--none") == 2
    assert "Usage: python -m slimgo.doors.cells" in capsys.readouterr().err
    assert pipeline.made == []
