"""One cell of the matrix on request: how long it will take, what came of it, what repeats it."""

from __future__ import annotations

from dataclasses import replace

from slimgo.config.settings import Settings
from slimgo.errors import CheckFailed, SlimgoError
from slimgo.pipeline.cell import make_cell
from slimgo.pipeline.find import opened
from slimgo.pipeline.machine import machine
from slimgo.pipeline.results import forget, inputs, made_of, read, save
from slimgo.plan.matrix import cell
from slimgo.report.matrix import repeat_line
from slimgo.report.size import duration
from slimgo.terminal.screen import Terminal
from slimgo.values.cell import Cell, CellResult, SavedCell
from slimgo.values.event import Note


def verify(settings: Settings, identifier: str, after: tuple[str, ...]) -> None:
    """Makes one cell and saves what came of it. after: the cells that this run still has to do.

    Raises CheckFailed for a failed one, with what repeats it; ToolMissing, BadInput.
    """
    chosen = cell(identifier)
    with Terminal() as terminal:
        terminal.say(_how_long(settings, chosen, after))
        before = read(settings, chosen.id)
        forget(settings, chosen.id)
        try:
            saved = _made(settings, chosen, terminal)
        except SlimgoError as error:
            why = f"{error.what}: {error.why}" if error.why else error.what
            failed = CellResult(cell=chosen.id, status="fail", why=why.splitlines()[0])
            save(settings, _saved(settings, failed, chosen, ()))
            raise
        result = saved.result
        if before and result.step and result.step.up_to_date:
            result = replace(result, seconds=before.result.seconds)
        save(settings, replace(saved, result=result))
        if result.status == "not run":
            terminal(Note(text=f"{chosen.id} NOT RUN: {result.why}", loud=True))
        if result.status == "fail":
            raise CheckFailed(f"{chosen.id}: {result.why}", cure=repeat_line(chosen.id))
        if result.status == "pass":
            terminal.say(f"{chosen.id} ✓")


def _made(settings: Settings, chosen: Cell, terminal: Terminal) -> SavedCell:
    packing = chosen.variant.packing
    packers = (packing.packer,) if packing else ()
    with opened(settings, terminal, packers=packers, with_engine=False) as project:
        tools = (project.go, *project.packers.values())
        versions = tuple((tool.name, tool.version) for tool in tools)
        return _saved(settings, make_cell(project, chosen), chosen, versions)


def _saved(
    settings: Settings, result: CellResult, chosen: Cell, versions: tuple[tuple[str, str], ...]
) -> SavedCell:
    return SavedCell(
        result=result,
        made_of=made_of(chosen, settings, inputs(settings)),
        versions=versions,
        machine=machine(),
    )


def _how_long(settings: Settings, chosen: Cell, after: tuple[str, ...]) -> str:
    """What last time says about this cell and about those that are left."""
    before = {each: _seconds(settings, each) for each in (chosen.id, *after)}
    own = before.pop(chosen.id)
    line = f"{chosen.id}: {f'took {duration(own)} last time' if own else 'for the first time'}"
    if not before:
        return f"{line}; the last one"
    known = [seconds for seconds in before.values() if seconds]
    new = len(before) - len(known)
    left = f", {duration(sum(known))} if all are made anew" if known else ""
    left += f", {new} of them for the first time" if new and known else ""
    return f"{line}; {len(before)} left{left}"


def _seconds(settings: Settings, identifier: str) -> float:
    saved = read(settings, identifier)
    return saved.result.seconds if saved else 0.0
