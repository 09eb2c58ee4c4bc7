"""A program read, checked, packed and unpacked, and run: its verdicts."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from slimgo.checks.binary import check_binary
from slimgo.checks.outcomes import check_cannot_start, check_refused
from slimgo.checks.packed import check_packed
from slimgo.checks.taken import check_taken
from slimgo.facts.foreign import read_program, refusal
from slimgo.facts.packed import read_packed
from slimgo.pipeline.alike import packed_alike
from slimgo.pipeline.prices import priced
from slimgo.pipeline.probing import Probed, all_probed, probed, verdicts_of
from slimgo.pipeline.project import Project
from slimgo.pipeline.starts import cannot_start, starter
from slimgo.pipeline.sweeping import swept
from slimgo.plan.packers import PACKERS
from slimgo.values.artifact import Artifact
from slimgo.values.binary import BinaryExpectation, BinaryFacts
from slimgo.values.event import Doing
from slimgo.values.outcome import ANSWERS, Outcome
from slimgo.values.result import StepResult
from slimgo.values.sources import LeftOut
from slimgo.values.step import Step
from slimgo.values.verdict import Verdict, skipped


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
    verdicts = list(_CHECKS.get(step.kind, check_binary)(facts, expected))
    if step.packed_from and not _failed(verdicts):
        original = project.path(step.packed_from)
        packer = PACKERS[expected.packed_by]
        folder = project.store.parts
        verdicts += check_packed(
            read_packed(packer, path, original, folder, project.surroundings), packer
        )
    if not _failed(verdicts):
        from slimgo.checks.building import with_suspicion  # only when something is proven

        done = _outcome(project, path, expected.outcome)
        verdicts += with_suspicion(done.verdicts, left_out)
        if step.packed_from and done.probed and not _failed(verdicts):
            verdicts += packed_alike(project, original, path, done.probed)
    if expected.surroundings and not _failed(verdicts):
        verdicts += swept(project, original, path, expected)
    result = StepResult(
        name=step.name,
        kind=step.kind,
        baseline=step.baseline,
        command=str(step.command),
        seconds=seconds,
        check_seconds=time.perf_counter() - began,
        artifact=_artifact(step, facts),
        binary=facts,
        verdicts=tuple(verdicts),
        checked_at=time.time(),
    )
    return result if result.failures else priced(project, step, path, expected, result)


_CHECKS = {"take": check_taken}
"""What a program is held against, by the kind of its step; else against what built it."""


def _failed(verdicts: list[Verdict]) -> bool:
    return any(verdict.status == "fail" for verdict in verdicts)


def _artifact(step: Step, facts: BinaryFacts) -> Artifact:
    return Artifact(path=step.makes, size_bytes=facts.size_bytes, sha256=facts.sha256)


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    """What came of starting a program."""

    verdicts: tuple[Verdict, ...]
    probed: tuple[Probed, ...] = ()
    """Each of its probes; none of a program that was not started, or must fail."""


def _outcome(project: Project, path: Path, expected: Outcome) -> _Outcome:
    if expected.kind == "refused":
        return _Outcome(verdicts=(check_refused(refusal(path, project.surroundings), expected),))
    check = "runs" if expected == ANSWERS else "cannot start"
    why = cannot_start(project)
    if why or project.level is None:
        return _Outcome(verdicts=(skipped(check, why),))
    if expected != ANSWERS and not project.level.own_root:
        why = f"isolation {project.level.name} shows the program this machine's libraries"
        return _Outcome(verdicts=(skipped(check, why),))
    if expected == ANSWERS:
        done = all_probed(project.program.probes, partial(starter, project, path))
        return _Outcome(verdicts=verdicts_of(done), probed=done)
    with starter(project, path) as start:
        facts, _ = probed(start, project.program.probe)
    return _Outcome(verdicts=check_cannot_start(facts, expected))
