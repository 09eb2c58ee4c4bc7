"""All results of the matrix that there are, in one table and in files for CI systems."""

from __future__ import annotations

from collections.abc import Iterable

from slimgo.checks.relations import check_relations, check_versions
from slimgo.errors import CheckFailed
from slimgo.pipeline.machine import machine
from slimgo.pipeline.results import Results, is_of
from slimgo.plan.matrix import exclusions
from slimgo.report.json import to_json
from slimgo.report.matrix import NO_RESULT, STALE, counts, junit, markdown, text
from slimgo.run.store import write_whole
from slimgo.terminal.screen import Terminal
from slimgo.terminal.typed import typed
from slimgo.values.cell import Cell, CellResult, MatrixResult, SavedCell


def summary(results: Results, *, of: tuple[str, ...], demand_all: bool) -> None:
    """Shows all results that there are, and writes them as JSON, JUnit and Markdown.

    of: the cells that this run was about, all by default; what is red elsewhere is shown, and
    does not fail it. demand_all: a cell that was not run is red too. Raises CheckFailed.
    """
    whole = _whole(results)
    results.folder.mkdir(parents=True, exist_ok=True)
    written = {
        "matrix.json": to_json(whole),
        "junit.xml": junit(whole),
        "matrix.md": markdown(whole).encode(),
    }
    for name, content in written.items():
        write_whole(results.folder / name, content)
    with Terminal() as terminal:
        colour, width = terminal.lively, terminal.width
        terminal.raw(text(whole, colour=colour, width=width, of=of, as_typed=typed))
        terminal.say(counts(whole))
        folder = results.folder.relative_to(results.settings.project).as_posix()
        terminal.say(f"Written: {', '.join(f'{folder}/{name}' for name in written)}")
    red = _red(whole, of, demand_all=demand_all)
    if red:
        raise CheckFailed(f"{len(red)} of the matrix ✗", why=red[0])


def _whole(results: Results) -> MatrixResult:
    matrix = results.matrix
    known, fresh = [], []
    for chosen in matrix.cells:
        saved = results.read(chosen.id)
        if saved and is_of(saved, results.made_of(chosen)):
            fresh.append(saved)
            known.append(saved.result)
        else:
            known.append(_absent(chosen, saved))
    done = {each.cell: each.step for each in known if each.step and each.status != "fail"}
    return MatrixResult(
        versions=_distinct(pair for saved in fresh for pair in saved.versions),
        machine=_machines(fresh),
        cells=tuple(known),
        relations=(
            check_versions(tuple(saved.versions for saved in fresh)),
            *check_relations(done, matrix.cells),
        ),
        session=matrix.session,
        exclusions=exclusions(),
    )


def _absent(chosen: Cell, stale: SavedCell | None) -> CellResult:
    return CellResult(cell=chosen.id, status="not run", why=STALE if stale else NO_RESULT)


def _machines(saved: list[SavedCell]) -> tuple[tuple[str, str], ...]:
    """One machine's pairs, or several machines' values side by side."""
    values: dict[str, list[str]] = {}
    for name, value in _distinct(pair for each in saved for pair in each.machine):
        values.setdefault(name, []).append(value)
    return tuple((name, " / ".join(each)) for name, each in values.items()) or machine()


def _distinct(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys(pairs))


def _red(whole: MatrixResult, of: tuple[str, ...], *, demand_all: bool) -> list[str]:
    asked = [each for each in whole.cells if not of or each.cell in of]
    red = [
        f"{each.cell}: {each.why}"
        for each in asked
        if each.status == "fail" or (demand_all and each.status != "pass")
    ]
    return red + [each.check for each in whole.relations if each.status == "fail"]
