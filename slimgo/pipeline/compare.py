"""What each packer makes of the same binary: measured in turn, remembered, for a table."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

from slimgo.pipeline.machine import load
from slimgo.pipeline.once import Done, Work, once, record
from slimgo.pipeline.project import Project
from slimgo.pipeline.pushed import pushed_as, pushed_bytes
from slimgo.pipeline.starts import start_times, wanted_prices
from slimgo.plan.fingerprint import verdict_key
from slimgo.values.comparison import Comparison, Contender
from slimgo.values.event import Doing
from slimgo.values.measurement import Measurement
from slimgo.values.result import Result, StepResult
from slimgo.values.step import Step

_RECORD = "comparison"
_REPEATS = 15


def told_once(steps: tuple[Step, ...], names: tuple[str, ...]) -> tuple[Step, ...]:
    """The steps as they are where packers are compared: the comparison shows what each costs, so
    that one thing is measured once and no two figures of it are told. names: of the compared."""
    if not names or not {*names} <= {step.name for step in steps}:
        return steps
    return tuple(replace(step, priced=False) for step in steps)


def compared(
    project: Project, steps: tuple[Step, ...], result: Result, names: tuple[str, ...]
) -> Result:
    """The result with the packers side by side, where all were used. steps: those it is of.

    names: of the steps whose programs are compared, the unpacked one first. What is remembered of
    the same programs is not measured again.
    """
    done = {each.name: each for each in result.steps}
    chosen = [step for step in steps if step.name in names]
    if not names or len(chosen) < len(names):
        return result
    key = verdict_key(
        subject=" ".join(_sha256(done[step.name]) for step in chosen),
        expectation=names,
        tools=(f"level {project.level.name if project.level else 'absent'}", *pushed_as(project)),
    )

    def measured() -> Comparison:
        return _measured(project, chosen, done)

    work = Work(
        name=project.record_name(_RECORD),
        kind=Comparison,
        made_of=key,
        identity=key,
        checked_as=lambda identity: identity,
        do=lambda _: Done(result=measured(), identity=key),
        complete=lambda known: known if _whole(project, known) else measured(),
    )
    outcome = once(project.store, work, recheck=project.settings.recheck)
    return replace(result, comparison=outcome.result)


def _measured(project: Project, chosen: list[Step], done: Mapping[str, StepResult]) -> Comparison:
    began = time.perf_counter()
    taken: dict[str, tuple[Measurement, ...]] = {}
    if project.level:
        programs = {step.name: project.path(step.makes) for step in chosen}
        taken = start_times(project, programs, repeats=_REPEATS)
    project.tell(Doing(text="compressing as a push does"))
    contenders = tuple(
        _contender(project, step, done[step.name], taken.get(step.name, ())) for step in chosen
    )
    return Comparison(
        contenders=contenders,
        load=load() if project.level else None,
        check_seconds=time.perf_counter() - began,
    )


def _contender(
    project: Project, step: Step, done: StepResult, measurements: tuple[Measurement, ...]
) -> Contender:
    packing = step.variant.packing if step.variant else None
    path = project.path(step.makes)
    known = record(project.store, project.record_name(step.name), StepResult)
    return Contender(
        name=" ".join((packing.packer, *packing.flags)) if packing else "unpacked",
        size_bytes=path.stat().st_size,
        pull_bytes=pushed_bytes(project, step.makes),
        # of the run that packed it, which may be an earlier one
        packing_seconds=known.result.seconds if known and packing else 0.0,
        build_info=done.binary is not None and done.binary.build_info is not None,
        measurements=measurements,
    )


def _whole(project: Project, known: Comparison) -> bool:
    """Whether it has everything that was asked for."""
    there = {taken.what for each in known.contenders for taken in each.measurements}
    return not project.level or wanted_prices(project) <= there


def _sha256(done: StepResult) -> str:
    return done.artifact.sha256 if done.artifact else ""
