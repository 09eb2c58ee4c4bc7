"""What can be measured of a program on this machine, and what cannot, with the reason."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from slimgo.engines.protocol import Engine
from slimgo.facts.page_cache import evict
from slimgo.pipeline.alone import cannot_start
from slimgo.pipeline.price.generator import Generator
from slimgo.pipeline.project import Project
from slimgo.plan.price import measurings as m
from slimgo.plan.price.measurings import MEASURINGS, Measuring
from slimgo.values.price import NotMeasured
from slimgo.values.probe import Lives, Service, Unknown, Worker
from slimgo.values.question import Question


def possible(
    project: Project, generator: Generator | None, lacking: str
) -> tuple[tuple[Measuring, ...], tuple[NotMeasured, ...]]:
    """lacking: why there is no generator."""
    nothing = _nothing(project)
    if nothing:
        reasons: Mapping[str, str] = dict.fromkeys(MEASURINGS, nothing)
    else:
        reasons = {
            **dict(_of_the_machine(project)),
            **dict(_of_the_folder(project)),
            **dict(_of_the_program(project, generator, lacking)),
        }
    # nobody asked for it, and so nobody misses it
    unasked = {m.ENGINE.name} if by_engine(project) is None else set()
    reasons = {name: why for name, why in reasons.items() if name not in unasked}
    return (
        tuple(each for name, each in MEASURINGS.items() if name not in {*reasons, *unasked}),
        tuple(NotMeasured(what=name, why=why) for name, why in reasons.items()),
    )


def by_engine(project: Project) -> Engine | None:
    """The docker or podman that was asked for; None where images are files, or none was."""
    engine = project.engine
    return None if engine is None or engine.kind.keeps_files else engine


def _nothing(project: Project) -> str:
    """Why no start can be measured; empty where some can."""
    if isinstance(project.program.probe, Worker | Lives | Unknown):
        return "it neither answers nor ends, so no start of it comes to anything"
    if project.emulator:
        return "an emulator would be measured, not the program"
    return cannot_start(project)


def _of_the_machine(project: Project) -> Iterator[tuple[str, str]]:
    if len(os.sched_getaffinity(0)) == 1:
        yield m.ONE_CPU.name, "there is one CPU, so that every start is on one"
    if project.level is None or not project.level.own_network:
        why = f"it takes a network of its own, and isolation here is {_isolation(project)}"
        for each in (m.REPLICAS, m.CONTAINER, *m.PULLS):
            yield each.name, why


def _of_the_folder(project: Project) -> Iterator[tuple[str, str]]:
    folder = project.store.parts
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        file.write(b"x")
        file.flush()
        if not evict(Path(file.name)):
            yield m.COLD.name, f"the kernel keeps the files of {folder} in memory"


def _isolation(project: Project) -> str:
    return project.level.name if project.level else "not to be had"


def _of_the_program(
    project: Project, generator: Generator | None, lacking: str
) -> Iterator[tuple[str, str]]:
    how = project.program.probe
    if how.given.files:
        for each in m.PULLS:
            yield each.name, "the image alone does not answer: its probe gives it files"
    if not isinstance(how, Service):
        yield m.REPLICAS.name, "it ends by itself"
        yield m.LOAD.name, "it ends by itself"
    elif not isinstance(how.first, Question):
        yield m.LOAD.name, "the load is HTTP, and it is asked otherwise"
    elif generator is None:
        yield m.LOAD.name, lacking
