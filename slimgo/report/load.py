"""A warning where the machine was too busy for what was measured."""

from __future__ import annotations

from slimgo.values.cell import MatrixResult
from slimgo.values.measurement import Load


def busy_lines(load: Load | None) -> tuple[str, ...]:
    """One line with the remedy; none where the machine was at rest, or nothing was measured."""
    if load is None or not load.busy:
        return ()
    cpus = f"{load.cpus} CPU{'s' if load.cpus != 1 else ''}"
    busy = f"! The machine was busy (load {load.average:.1f} on {cpus}), so times are longer"
    return (f"{busy} than at rest: measure again when it is quiet, with --recheck.",)


def busy_cells(result: MatrixResult) -> tuple[str, ...]:
    """One line that names the cells whose starts were timed on a busy machine; none where none
    was."""
    busy = [
        cell.cell for cell in result.cells if cell.step and cell.step.load and cell.step.load.busy
    ]
    if not busy:
        return ()
    return (f"! Timed on a busy machine, so their starts are longer: {', '.join(busy)}",)
