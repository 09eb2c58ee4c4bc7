"""A program read, checked, packed and unpacked, run and timed: its verdicts and prices."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from slimgo.checks.binary import check_binary
from slimgo.checks.packed import check_packed
from slimgo.checks.running import check_cannot_start, check_probe, check_refused
from slimgo.facts.container import probe
from slimgo.facts.foreign import read_program, refusal
from slimgo.facts.packed import read_packed
from slimgo.facts.timing import start_prices
from slimgo.pipeline.project import Project
from slimgo.plan.catalogue import QUESTIONS, SERVICE_PORT
from slimgo.plan.packers import PACKERS
from slimgo.run.engine.builtin.launch import start
from slimgo.values.artifact import Artifact
from slimgo.values.binary import BinaryExpectation, BinaryFacts
from slimgo.values.event import Doing
from slimgo.values.measurement import Measurement
from slimgo.values.outcome import ANSWERS, Outcome
from slimgo.values.program import Program
from slimgo.values.result import StepResult
from slimgo.values.running import Running
from slimgo.values.sources import LeftOut
from slimgo.values.step import Step
from slimgo.values.verdict import Verdict, skipped

_REPEATS = 5


def prove_binary(
    project: Project,
    step: Step,
    path: Path,
    expected: BinaryExpectation,
    seconds: float,
    *,
    left_out: tuple[LeftOut, ...] = (),
) -> StepResult:
    """Reads the file and takes every verdict; what already failed is not run.

    left_out: cgo files that the program was built without, named where it then fails.
    """
    began = time.perf_counter()
    project.tell(Doing(text="checking"))
    facts = read_program(path, project.surroundings, project.machine_paths)
    verdicts = list(check_binary(facts, expected))
    measurements: tuple[Measurement, ...] = ()
    if step.packed_from and not _failed(verdicts):
        original = project.path(step.packed_from)
        packer = PACKERS[expected.packed_by]
        folder = project.store.parts
        verdicts += check_packed(
            read_packed(packer, path, original, folder, project.surroundings), packer
        )
    if not _failed(verdicts):
        from slimgo.checks.building import with_suspicion  # only when something is proven

        verdicts += with_suspicion(_outcome_verdicts(project, path, expected.outcome), left_out)
    timed = expected.outcome == ANSWERS and project.rung and not project.emulator
    if step.packed_from and timed and not _failed(verdicts):
        prices = start_times(project, {"unpacked": original, "packed": path}, repeats=_REPEATS)
        measurements = tuple(
            replace(taken, name=f"{of} {taken.name}")
            for of, measured in prices.items()
            for taken in measured
        )
    return StepResult(
        name=step.name,
        command=str(step.command),
        seconds=seconds,
        check_seconds=time.perf_counter() - began,
        artifact=_artifact(step, facts),
        binary=facts,
        verdicts=tuple(verdicts),
        checked_at=time.time(),
        measurements=measurements,
    )


def _failed(verdicts: list[Verdict]) -> bool:
    return any(verdict.status == "fail" for verdict in verdicts)


def _artifact(step: Step, facts: BinaryFacts) -> Artifact:
    return Artifact(path=step.makes, size_bytes=facts.size_bytes, sha256=facts.sha256)


def _outcome_verdicts(project: Project, path: Path, expected: Outcome) -> tuple[Verdict, ...]:
    if expected.kind == "refused":
        return (check_refused(refusal(path, project.surroundings), expected),)
    check = "runs" if expected == ANSWERS else "cannot start"
    if project.rung is None:
        return (skipped(check, project.rung_reason),)
    if expected != ANSWERS and not project.rung.own_root:
        why = f"isolation {project.rung.name} shows the program this machine's libraries"
        return (skipped(check, why),)
    with _starter(project, path) as starter:
        paths = tuple(question.path for question in QUESTIONS)
        facts = probe(starter, paths, port=SERVICE_PORT)
    if expected != ANSWERS:
        return check_cannot_start(facts, expected)
    return check_probe(facts, QUESTIONS)


def start_times(
    project: Project, programs: Mapping[str, Path], *, repeats: int
) -> dict[str, tuple[Measurement, ...]]:
    """Start to first answer and private memory of each, started in turn."""
    with ExitStack() as stack:
        return start_prices(
            {name: stack.enter_context(_starter(project, path)) for name, path in programs.items()},
            path=QUESTIONS[0].path,
            repeats=repeats,
            doing=lambda text: project.tell(Doing(text=text)),
        )


@contextmanager
def _starter(project: Project, path: Path) -> Iterator[Callable[[], Running]]:
    """Starts the program alone, in a folder that becomes the root of all it can see."""
    if project.rung is None:
        raise ValueError(project.rung_reason)
    root = Path(tempfile.mkdtemp(prefix="root-", dir=project.store.parts))
    try:
        shutil.copyfile(path, root / "app.bin")
        (root / "app.bin").chmod(0o755)
        argv: tuple[str, ...] = ("./app.bin",)
        if project.emulator:
            shutil.copy(project.emulator, root / "emulator")
            argv = ("./emulator", *argv)
        program = Program(root=root, argv=argv, port=SERVICE_PORT)
        yield partial(start, program, project.rung)
    finally:
        shutil.rmtree(root, ignore_errors=True)
