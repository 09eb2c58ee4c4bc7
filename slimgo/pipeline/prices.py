"""What packing costs at a start: measured where a step shows it, and only what is missing."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from slimgo.pipeline.machine import load
from slimgo.pipeline.project import Project
from slimgo.pipeline.starts import cannot_start, start_times, wanted_prices
from slimgo.values.binary import BinaryExpectation
from slimgo.values.outcome import ANSWERS
from slimgo.values.probe import Lives, Unknown, Worker
from slimgo.values.result import StepResult
from slimgo.values.step import Step

_REPEATS = 5


def priced(
    project: Project, step: Step, path: Path, expected: BinaryExpectation, result: StepResult
) -> StepResult:
    """The result with what packing costs at a start, where the step shows it and it can be
    measured here; taken anew only where a figure is missing."""
    if not step.priced:
        return unpriced(result)
    how = project.program.probe
    timed = step.packed_from and expected.outcome == ANSWERS and not project.emulator
    # no start of one of these comes to anything
    timed = timed and not isinstance(how, (Worker, Lives, Unknown))
    there = {each.what for each in result.measurements if each.of == "packed"}
    if not timed or cannot_start(project) or wanted_prices(project) <= there:
        return result
    began = time.perf_counter()
    programs = {"unpacked": project.path(step.packed_from), "packed": path}
    taken = start_times(project, programs, repeats=_REPEATS)
    return replace(
        result,
        check_seconds=result.check_seconds + time.perf_counter() - began,
        load=load(),
        measurements=tuple(
            replace(each, of=of) for of, measured in taken.items() for each in measured
        ),
    )


def unpriced(result: StepResult) -> StepResult:
    """The result without what packing costs."""
    return replace(result, measurements=(), load=None)
