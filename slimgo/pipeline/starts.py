"""Starts a program alone, as often as is asked for: to probe it, to time it, and to weigh it."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from slimgo.facts.timing import first_answer, its_end, start_prices
from slimgo.pipeline.alone import alone, cannot_start, level_of
from slimgo.pipeline.bare import as_its_user, in_its_place
from slimgo.pipeline.project import Project
from slimgo.run.process import Surroundings
from slimgo.sandbox import tree
from slimgo.sandbox.launch import start
from slimgo.sandbox.level import Level
from slimgo.values.companion import Companion
from slimgo.values.event import Doing
from slimgo.values.guest import Guest
from slimgo.values.measurement import LEAST_MEMORY, START, Measurement
from slimgo.values.probe import Probe, Service
from slimgo.values.running import Running

__all__ = [
    "Begin",
    "accompanied",
    "afresh",
    "alone",
    "as_in_its_image",
    "cannot_start",
    "on_level",
    "start_times",
    "starter",
    "wanted_prices",
]


@contextmanager
def starter(
    project: Project, path: Path, how: Probe | None = None
) -> Iterator[Callable[[], Running]]:
    """Starts the program alone, in a folder that becomes the root of all it can see.

    how: the probe whose arguments and files it is given; None for the main one.
    """
    with (
        accompanied(project.program.companions, project.surroundings),
        _starter_of(project, path, how or project.program.probe) as start,
    ):
        yield start


@contextmanager
def accompanied(companions: Sequence[Companion], surroundings: Surroundings) -> Iterator[None]:
    """A program's companions run meanwhile. Raises BadInput, EngineFailed."""
    if not companions:
        yield
        return
    from slimgo.run.companions import running  # few programs have any

    with running(companions, surroundings):
        yield


@contextmanager
def _starter_of(project: Project, path: Path, how: Probe) -> Iterator[Callable[[], Running]]:
    with alone(project, path, how) as program:
        yield partial(afresh, program, on_level(level_of(project)))


Begin = Callable[..., Running]
"""Starts a guest; left: an ExitStack of what is to be removed once it has ended."""


def on_level(level: Level) -> Begin:
    """Starts a guest on the level."""
    return partial(start, level=level)


def afresh(program: Guest, begin: Begin) -> Running:
    """Started in a copy of the program's root, so that no start finds what an earlier one wrote.

    The copy has a folder around it, which becomes its user's alone where it has another than us.
    """
    with ExitStack() as left:
        box = program.root.parent.with_name(f"{program.root.parent.name}-{secrets.token_hex(4)}")
        left.callback(shutil.rmtree, box, ignore_errors=True)
        left.callback(tree.empty, str(box))
        box.mkdir(mode=0o700)
        root = box / program.root.name
        shutil.copytree(program.root, root, symlinks=True)
        return begin(replace(program, root=root), left=left.pop_all())


@contextmanager
def as_in_its_image(
    project: Project, path: Path, how: Probe, begin: Begin
) -> Iterator[Callable[[], Running]]:
    """Starts the program as its image's user, in a root that is not its own."""
    program = project.program
    with (
        accompanied(project.program.companions, project.surroundings),
        alone(project, path, how) as guest,
    ):
        placed = in_its_place(guest, program, emulated=project.emulator is not None)
        yield partial(afresh, as_its_user(placed, program), begin)


def wanted_prices(project: Project) -> set[str]:
    """The measurements that start_times must bring; others may be missing."""
    return {START, LEAST_MEMORY} if project.settings.least_memory else {START}


def start_times(
    project: Project, programs: Mapping[str, Path], *, repeats: int
) -> dict[str, tuple[Measurement, ...]]:
    """Start to first answer, private memory and peak resident size of each, started in turn.

    Where it was asked for, the least memory limit too.
    """
    how = project.program.probe
    with ExitStack() as stack:
        stack.enter_context(accompanied(project.program.companions, project.surroundings))
        taken = start_prices(
            {
                name: stack.enter_context(_starter_of(project, path, how))
                for name, path in programs.items()
            },
            until=_until(how),
            repeats=repeats,
            doing=lambda text: project.tell(Doing(text=text)),
        )
    if not project.settings.least_memory:
        return taken
    from slimgo.pipeline.least_memory import least_memories  # only where it was asked for

    limits = least_memories(project, programs)
    return {name: (*measured, *limits.get(name, ())) for name, measured in taken.items()}


def _until(how: Probe) -> Callable[[Running], None]:
    """What ends the time of a start: the first byte of an answer, or the end."""
    if isinstance(how, Service):
        return partial(first_answer, asked=how.first)
    return its_end
