"""One cell of the matrix, made, read, checked and started; or named as not run."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace

from slimgo.errors import CommandFailed
from slimgo.pipeline.foreign import for_target
from slimgo.pipeline.project import Project
from slimgo.pipeline.steps.program import make_program
from slimgo.plan.matrix import Matrix
from slimgo.values.cell import Cell, CellResult
from slimgo.values.event import CommandKnown, StepDone, StepStarted
from slimgo.values.result import StepResult

_COMPILER_CURE = "apt-get install gcc libc6-dev"


def make_cell(project: Project, matrix: Matrix, chosen: Cell) -> CellResult:
    """A failure is a result, not an error, so that the other cells are still made."""
    search = project.surroundings.environment.get("PATH", "")
    lacking = [name for name in chosen.needs if shutil.which(name, path=search) is None]
    if lacking:
        return CellResult(
            cell=chosen.id, status="not run", why=f"no {lacking[0]} on PATH: {_COMPILER_CURE}"
        )
    here = replace(for_target(project, chosen.target), expects_known_faults=True)
    steps = matrix.steps(chosen, host=project.host, program=project.program)
    began = time.monotonic()
    done: StepResult | None = None
    for step in steps:
        project.tell(StepStarted(number=step.number, name=step.kind))
        try:
            done = make_program(here, step)
        except CommandFailed as error:
            last = error.why.splitlines()[-1:]
            why = ": ".join((error.what, *last))
            return CellResult(cell=chosen.id, status="fail", why=why)
        if done.up_to_date:
            project.tell(CommandKnown(command=step.command))
        project.tell(StepDone(result=done))
        if done.failures:
            break
    return _judged(chosen, done, time.monotonic() - began)


def _judged(chosen: Cell, done: StepResult | None, seconds: float) -> CellResult:
    if done is None:
        raise ValueError(f"{chosen.id} has no step")
    skips = [verdict for verdict in done.verdicts if verdict.status == "skip"]
    why = skips[0].first_line if skips else ""
    if done.failures:
        why = f"{done.failures[0].check} ✗: {done.failures[0].first_line}"
    return CellResult(
        cell=chosen.id,
        status="fail" if done.failures else "not run" if skips else "pass",
        why=why,
        step=done,
        seconds=seconds,
    )
