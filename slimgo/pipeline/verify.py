"""One cell of the matrix on request: how long it will take, what came of it, what repeats it."""

from __future__ import annotations

from dataclasses import replace

from slimgo.errors import CheckFailed, SlimgoError
from slimgo.pipeline.cell import make_cell
from slimgo.pipeline.discovered import discovered
from slimgo.pipeline.find import opened
from slimgo.pipeline.machine import machine
from slimgo.pipeline.needed import needed
from slimgo.pipeline.project import Project
from slimgo.pipeline.results import Results
from slimgo.pipeline.written import ignore_build_folder
from slimgo.plan.matrix import Matrix
from slimgo.plan.recipe import FULLY_STRIPPED
from slimgo.report.matrix import repeat_line
from slimgo.report.size import duration
from slimgo.terminal.screen import Terminal
from slimgo.values.cell import Cell, CellResult, SavedCell
from slimgo.values.event import Note


def verify(results: Results, identifier: str, after: tuple[str, ...]) -> CellResult:
    """Makes one cell and saves what came of it. after: the cells that this run still has to do.

    Raises CheckFailed for a failed one, with what repeats it; ToolMissing, BadInput.
    """
    chosen = results.matrix.cell(identifier)
    with Terminal() as terminal:
        terminal.say(_how_long(results, chosen, after))
        before = results.read(chosen.id)
        results.forget(chosen.id)
        try:
            saved = _made(results, chosen, terminal)
        except SlimgoError as error:
            why = f"{error.what}: {error.why}" if error.why else error.what
            failed = CellResult(cell=chosen.id, status="fail", why=why.splitlines()[0])
            results.save(_saved(results, failed, chosen, ()))
            raise
        result = saved.result
        if before and result.step and result.step.up_to_date:
            result = replace(result, seconds=before.result.seconds)
        results.save(replace(saved, result=result))
        if result.status == "not run":
            terminal(Note(text=f"{chosen.id} NOT RUN: {result.why}", loud=True))
        if result.status == "fail":
            cure = repeat_line(chosen.id, results.matrix.session)
            raise CheckFailed(f"{chosen.id}: {result.why}", cure=cure)
        if result.status == "pass":
            terminal.say(f"{chosen.id} ✓")
        return result


def _made(results: Results, chosen: Cell, terminal: Terminal) -> SavedCell:
    packing = chosen.variant.packing
    packers = (packing.packer,) if packing else ()
    with opened(results.settings, terminal, packers=packers, with_engine=False) as project:
        ignore_build_folder(project)
        tools = (project.go, *project.packers.values())
        versions = tuple((tool.name, tool.version) for tool in tools)
        result = make_cell(_with_probe(project, results.matrix), results.matrix, chosen)
        return _saved(results, result, chosen, versions)


def _with_probe(project: Project, matrix: Matrix) -> Project:
    """Where nothing was said of what the program does, it is started once to see."""
    host = project.host
    seen = matrix.cell(f"{host.goos}-{host.goarch}/{FULLY_STRIPPED}")
    (build,) = matrix.steps(seen, host=host, program=project.program)
    return needed(discovered(project, build), build)[0]


def _saved(
    results: Results, result: CellResult, chosen: Cell, versions: tuple[tuple[str, str], ...]
) -> SavedCell:
    return SavedCell(
        result=result,
        made_of=results.made_of(chosen),
        versions=versions,
        machine=machine(),
    )


def _how_long(results: Results, chosen: Cell, after: tuple[str, ...]) -> str:
    """What last time says about this cell and about those that are left."""
    before = {each: _seconds(results, each) for each in (chosen.id, *after)}
    own = before.pop(chosen.id)
    line = f"{chosen.id}: {f'took {duration(own)} last time' if own else 'for the first time'}"
    if not before:
        return f"{line}; the last one"
    known = [seconds for seconds in before.values() if seconds]
    new = len(before) - len(known)
    left = f", {duration(sum(known))} if all are made anew" if known else ""
    left += f", {new} of them for the first time" if new and known else ""
    return f"{line}; {len(before)} left{left}"


def _seconds(results: Results, identifier: str) -> float:
    saved = results.read(identifier)
    return saved.result.seconds if saved else 0.0
