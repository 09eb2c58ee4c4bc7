"""One cell of the matrix, made, read, checked and started; or named as not run."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from pathlib import Path

from slimgo.errors import CommandFailed
from slimgo.pipeline.project import Project
from slimgo.pipeline.steps.program import make_program
from slimgo.plan.matrix import Matrix
from slimgo.values.cell import Cell, CellResult
from slimgo.values.event import CommandKnown, StepDone, StepStarted
from slimgo.values.result import StepResult
from slimgo.values.target import Target

_RUN_NATIVELY = {"amd64": ("amd64", "386"), "arm64": ("arm64",)}
"""Which programs a processor runs itself."""

_QEMU = {"amd64": "x86_64", "arm64": "aarch64", "386": "i386"}
"""QEMU's names for Go's architectures; Debian's static build has a suffix of its own."""

_COMPILER_CURE = "apt-get install gcc libc6-dev"


def make_cell(project: Project, matrix: Matrix, chosen: Cell) -> CellResult:
    """A failure is a result, not an error, so that the other cells are still made."""
    search = project.surroundings.environment.get("PATH", "")
    lacking = [name for name in chosen.needs if shutil.which(name, path=search) is None]
    if lacking:
        return CellResult(
            cell=chosen.id, status="not run", why=f"no {lacking[0]} on PATH: {_COMPILER_CURE}"
        )
    here = for_target(project, chosen.target)
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


def for_target(project: Project, target: Target) -> Project:
    """The project as it is for another target: whether and by what its programs are run."""
    environment = {**project.surroundings.environment, "GOARCH": target.goarch}
    here = replace(
        project,
        target=target,
        expects_known_faults=True,
        surroundings=replace(project.surroundings, environment=environment),
    )
    if target.goarch in _RUN_NATIVELY.get(project.host.goarch, (project.host.goarch,)):
        return here
    name = f"qemu-{_QEMU.get(target.goarch, target.goarch)}"
    search = environment.get("PATH", "")
    found = [shutil.which(each, path=search) for each in (f"{name}-static", name)]
    emulator = next((Path(path) for path in found if path), None)
    if emulator is None:
        reason = f"no {name} on PATH: apt-get install qemu-user-static"
        return replace(here, level=None, level_reason=reason)
    return replace(here, emulator=emulator)


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
