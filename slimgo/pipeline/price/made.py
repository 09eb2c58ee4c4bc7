"""The variants of a program: each built, packed, proven, and read."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from slimgo.errors import CommandFailed, Unreadable, visible
from slimgo.facts.functions import read_functions
from slimgo.facts.parts import read_parts
from slimgo.pipeline.once import record
from slimgo.pipeline.price.pulls import WAYS, pull_sizes
from slimgo.pipeline.project import Project
from slimgo.pipeline.steps.program import make_program
from slimgo.plan.price.levers import Levers, effect_of, in_order
from slimgo.plan.price.matrix import cell_id, matrix_of
from slimgo.plan.price.traits import Seen, lost
from slimgo.run.process import run
from slimgo.values.event import CommandKnown, Doing, StepDone, StepStarted
from slimgo.values.price import PricedVariant
from slimgo.values.result import StepResult
from slimgo.values.step import Step


def made(
    project: Project, asked: Sequence[Levers], earlier: Mapping[str, PricedVariant]
) -> tuple[PricedVariant, ...]:
    """One for each variant, the baseline first. One that does not build or does not work is named
    so, and the others are made all the same. asked: the levers of each. earlier: by name, what is
    known of programs of an earlier run; of the same bytes nothing is read again."""
    target = project.target
    matrix = matrix_of(tuple(asked), target)
    variants: list[PricedVariant] = []
    results: dict[str, StepResult] = {}
    baseline: Seen | None = None
    for levers in asked:
        steps = matrix.steps(
            matrix.cell(cell_id(levers, target)), host=project.host, program=project.program
        )
        variant = _described(levers)
        try:
            done = _until_red(project, steps, results)
        except CommandFailed as error:
            last = error.why.strip().splitlines()[-1:]
            variants.append(replace(variant, failed=visible(": ".join((error.what, *last)))))
            continue
        red = next((failure for each in done for failure in each.failures), None)
        if red:
            why = visible(f"{red.check} ✗: {red.first_line}")
            variants.append(replace(variant, failed=why))
            continue
        seen = _seen(project, steps, done)
        baseline = baseline or seen
        variant = replace(
            variant,
            commands=tuple(str(step.command) for step in steps),
            path=steps[-1].makes,
            sha256=done[-1].artifact.sha256 if done[-1].artifact else "",
            lost=lost(seen, baseline),
        )
        known = earlier.get(variant.name)
        if known is None or known.sha256 != variant.sha256 or len(known.pull_bytes) < WAYS:
            known = _read(project, variant, steps)
        variants.append(_with_figures(variant, known))
    return tuple(variants)


def _described(levers: Levers) -> PricedVariant:
    does = "; ".join(each.does for each in levers) or "as `go build` makes it"
    return PricedVariant(
        name=in_order(levers),
        does=does,
        effect=effect_of(levers),
        only_by_name=any(each.only_by_name for each in levers),
    )


def _until_red(
    project: Project, steps: tuple[Step, ...], results: dict[str, StepResult]
) -> list[StepResult]:
    """The steps, up to the first that fails a check. results: by what a step makes; those of
    earlier variants are taken from there, and others join them."""
    done: list[StepResult] = []
    for step in steps:
        if step.makes not in results:
            results[step.makes] = _done(project, replace(step, priced=False))
        done.append(results[step.makes])
        if done[-1].failures:
            break
    return done


def _done(project: Project, step: Step) -> StepResult:
    project.tell(StepStarted(number=step.number, name=step.kind))
    done = make_program(project, step)
    if done.up_to_date:
        project.tell(CommandKnown(command=step.command))
    project.tell(StepDone(result=done))
    return done


def _with_figures(variant: PricedVariant, known: PricedVariant) -> PricedVariant:
    """known: the same bytes, with all that is exact about them."""
    return replace(
        variant,
        disk_bytes=known.disk_bytes,
        parts=known.parts,
        pull_bytes=known.pull_bytes,
        build_seconds=known.build_seconds,
        pack_seconds=known.pack_seconds,
    )


def _read(project: Project, variant: PricedVariant, steps: tuple[Step, ...]) -> PricedVariant:
    project.tell(Doing(text=f"compressing {variant.name} as registries keep it"))
    path = project.path(variant.path)
    return replace(
        variant,
        disk_bytes=path.stat().st_size,
        parts=read_parts(path, packed=len(steps) > 1),
        pull_bytes=pull_sizes(project, variant.path),
        build_seconds=_again(project, steps[0]),
        pack_seconds=_packing(project, steps[-1]) if len(steps) > 1 else 0.0,
    )


def _again(project: Project, build: Step) -> float:
    """Seconds of the same build once more, so that no variant pays for compiling what another one
    finds compiled."""
    project.tell(Doing(text=f"building {Path(build.makes).name} again, for the time it takes"))
    with project.store.beside(project.path(build.makes)) as part:
        beside = part.relative_to(project.settings.project).as_posix()
        output = (build.command.output or "").removesuffix(build.makes) + beside
        return run(build.command.with_output(output), project.surroundings).seconds


def _packing(project: Project, pack: Step) -> float:
    """Seconds that it took, in the run that did it."""
    known = record(project.store, project.record_name(pack.name), StepResult)
    return known.result.seconds if known else 0.0


def _seen(project: Project, steps: tuple[Step, ...], done: Sequence[StepResult]) -> Seen:
    file, unpacked = done[-1].binary, done[0].binary
    if file is None or unpacked is None:
        raise ValueError(shlex.join(step.makes for step in steps))
    path = project.path(steps[0].makes)

    @cache
    def names() -> frozenset[str]:
        try:
            return frozenset(read_functions(path).every_name())
        except Unreadable:  # of a Go older than 1.18
            return frozenset()

    return Seen(file=file, unpacked=unpacked, has=lambda name: name in names())
