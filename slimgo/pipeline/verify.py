"""The matrix, cell by cell: each result is saved at once, and all are summed up at the end."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec

from slimgo.checks.relations import check_relations
from slimgo.errors import CheckFailed
from slimgo.pipeline.cell import make_cell
from slimgo.pipeline.find import opened
from slimgo.pipeline.machine import machine
from slimgo.plan.matrix import FOLDER, cell, exclusions, matrix
from slimgo.report.json import to_json
from slimgo.report.matrix import NO_RESULT, counts, junit, markdown, repeat_line, text
from slimgo.report.size import duration
from slimgo.run.store import write_whole
from slimgo.settings import Settings
from slimgo.terminal import Terminal
from slimgo.values.cell import Cell, CellResult, MatrixResult
from slimgo.values.event import Note

_WIDTH = 110
"""Where there is no terminal to ask."""


def verify(settings: Settings, identifier: str, after: tuple[str, ...]) -> None:
    """Makes one cell and saves what came of it. after: the cells that this run still has to do.

    Raises CheckFailed for a failed one, with what repeats it.
    """
    chosen = cell(identifier)
    with Terminal() as terminal:
        terminal.say(_how_long(settings, chosen, after))
        with_upx = chosen.variant.packing is not None
        with opened(settings, terminal, with_upx=with_upx, with_engine=False) as project:
            versions = tuple(
                (tool.name, tool.version) for tool in (project.go, project.upx) if tool
            )
            result = make_cell(project, chosen)
            _save(settings, result, versions)
        if result.status == "not run":
            terminal(Note(text=f"{chosen.id} NOT RUN: {result.why}", loud=True))
        if result.status == "fail":
            raise CheckFailed(f"{chosen.id}: {result.why}", cure=repeat_line(chosen.id))
        if result.status == "pass":
            terminal.say(f"{chosen.id} ✓")


def summary(settings: Settings, *, demand_all: bool) -> None:
    """Shows all results that there are, and writes them as JSON, JUnit and Markdown.

    demand_all: a cell that was not run is red too. Raises CheckFailed where one is red.
    """
    results = [_read(settings, each) for each in matrix()]
    done = {each.cell: each.step for each, _ in results if each.step and each.status != "fail"}
    targets = tuple(dict.fromkeys(each.id.partition("/")[0] for each in matrix()))
    whole = MatrixResult(
        versions=tuple(dict.fromkeys(pair for _, versions in results for pair in versions)),
        machine=machine(),
        cells=tuple(each for each, _ in results),
        relations=check_relations(done, targets, frozenset(each.id for each in matrix())),
        exclusions=exclusions(),
    )
    folder = settings.project / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    written = {"matrix.json": to_json(whole), "junit.xml": junit(whole)}
    for name, content in {**written, "matrix.md": markdown(whole).encode()}.items():
        write_whole(folder / name, content)
    with Terminal() as terminal:
        width = shutil.get_terminal_size((_WIDTH, 24)).columns
        terminal.raw(text(whole, colour=terminal.lively, width=width))
        terminal.say(counts(whole))
        terminal.say(f"Written: {', '.join(f'{FOLDER}/{name}' for name in written)}")
    red = [
        f"{each.cell}: {each.why}" for each in whole.cells if _is_red(each, demand_all=demand_all)
    ]
    red += [each.check for each in whole.relations if each.status == "fail"]
    if red:
        raise CheckFailed(f"{len(red)} of the matrix ✗", why=red[0])


def _is_red(result: CellResult, *, demand_all: bool) -> bool:
    return result.status == "fail" or (demand_all and result.status != "pass")


class _Saved(msgspec.Struct, kw_only=True):
    """A cell's result as its file holds it."""

    result: CellResult
    versions: tuple[tuple[str, str], ...]


def _file(settings: Settings, identifier: str) -> Path:
    return settings.project / FOLDER / f"{identifier}.json"


def _save(settings: Settings, result: CellResult, versions: tuple[tuple[str, str], ...]) -> None:
    file = _file(settings, result.cell)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, msgspec.json.encode(_Saved(result=result, versions=versions)))


def _read(settings: Settings, chosen: Cell) -> tuple[CellResult, tuple[tuple[str, str], ...]]:
    try:
        saved = msgspec.json.decode(_file(settings, chosen.id).read_bytes(), type=_Saved)
    except (OSError, ValueError):  # msgspec's own errors too
        return CellResult(cell=chosen.id, status="not run", why=NO_RESULT), ()
    return saved.result, saved.versions


def _how_long(settings: Settings, chosen: Cell, after: tuple[str, ...]) -> str:
    """What last time says about this cell and about those that are left."""
    before = {each: _read(settings, cell(each))[0].seconds for each in (chosen.id, *after)}
    own = before.pop(chosen.id)
    line = f"{chosen.id}: {f'took {duration(own)} last time' if own else 'for the first time'}"
    if not before:
        return f"{line}; the last one"
    known = [seconds for seconds in before.values() if seconds]
    new = len(before) - len(known)
    left = f", about {duration(sum(known))} by last time" if known else ""
    left += f", {new} of them for the first time" if new and known else ""
    return f"{line}; {len(before)} left{left}"
