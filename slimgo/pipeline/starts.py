"""Starts a program alone: to time it, to weigh it, and in one surrounding after another."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from slimgo.checks.starts import CHECK, check_starts
from slimgo.errors import EngineFailed
from slimgo.facts.timing import first_answer, its_end, start_prices
from slimgo.pipeline.bare import as_its_user, bare, in_its_place
from slimgo.pipeline.project import Project
from slimgo.plan.given_files import unseen
from slimgo.sandbox import tree
from slimgo.sandbox.launch import start
from slimgo.sandbox.level import Level
from slimgo.values.binary import BinaryExpectation
from slimgo.values.event import Doing, Note
from slimgo.values.guest import Guest
from slimgo.values.measurement import LEAST_MEMORY, START, Measurement
from slimgo.values.probe import Lives, Probe, Service, Unknown, Worker
from slimgo.values.question import Question
from slimgo.values.running import Running
from slimgo.values.verdict import Verdict, skipped

if TYPE_CHECKING:
    from slimgo.sandbox.starts.sweep import Starter

_UNACCOMPANIED = "its companions cannot be reached from the surroundings it is started in"
_NAME = "program"
"""What it is called in the folder that is its root."""


@contextmanager
def starter(
    project: Project, path: Path, how: Probe | None = None
) -> Iterator[Callable[[], Running]]:
    """Starts the program alone, in a folder that becomes the root of all it can see.

    how: the probe whose arguments and files it is given; None for the main one.
    """
    with accompanied(project), _starter_of(project, path, how or project.program.probe) as start:
        yield start


@contextmanager
def accompanied(project: Project) -> Iterator[None]:
    """Its program's companions run meanwhile. Raises BadInput, EngineFailed."""
    if not project.program.companions:
        yield
        return
    from slimgo.run.companions import running  # few programs have any

    with running(project.program.companions, project.surroundings):
        yield


@contextmanager
def _starter_of(project: Project, path: Path, how: Probe) -> Iterator[Callable[[], Running]]:
    with alone(project, path, how) as program:
        yield partial(afresh, program, on_level(_level(project)))


def cannot_start(project: Project) -> str:
    """Why its program cannot be started alone here as its probes say; empty where it can."""
    level = project.level
    if level is None:
        return project.level_reason
    files = [file for each in project.program.probes for file in each.given.files]
    return unseen(files, level=level.name, own_root=level.own_root)


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
    with accompanied(project), alone(project, path, how) as guest:
        placed = guest if project.emulator else in_its_place(guest, program)
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
        stack.enter_context(accompanied(project))
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
    limits = _least_memory(project, programs)
    return {name: (*measured, *limits.get(name, ())) for name, measured in taken.items()}


def swept(
    project: Project, original: Path, packed: Path, expected: BinaryExpectation
) -> tuple[Verdict, ...]:
    """Whether the packed program starts wherever the original does."""
    from slimgo.sandbox.starts.sweep import pairs  # a rerun sweeps nothing, and is short

    why = cannot_start(project)
    if why or project.level is None:
        return (skipped(CHECK, why),)
    if project.program.companions:
        return (skipped(CHECK, _UNACCOMPANIED),)
    if isinstance(project.program.probe, (Worker, Lives, Unknown)):
        why = "of a program that neither listens nor ends no start shows what comes of it"
        return (skipped(CHECK, why),)
    project.tell(Doing(text=f"starting it in {len(expected.surroundings)} surroundings"))
    how = project.program.probe
    with alone(project, original, how) as one, alone(project, packed, how) as other:
        try:
            seen = pairs(_starter(project, project.level), one, other, expected.surroundings)
        except EngineFailed as error:
            return (skipped(CHECK, f"{error.what}: {error.why}"),)
    return check_starts(
        seen,
        packer=expected.packed_by,
        version=project.packers[expected.packed_by].version,
        target=expected.target,
        fault=expected.known_fault,
    )


def _least_memory(
    project: Project, programs: Mapping[str, Path]
) -> dict[str, tuple[Measurement, ...]]:
    """Of each program; of none, and the reason is told, where no cgroup can be made."""
    from slimgo.sandbox.starts.memory import least_memory  # only where it was asked for

    if project.program.companions:
        project.tell(Note(text=f"least memory limit not measured: {_UNACCOMPANIED}", loud=True))
        return {}
    found: dict[str, tuple[Measurement, ...]] = {}
    for name, path in programs.items():
        project.tell(Doing(text="looking for the least memory limit"))
        with alone(project, path, project.program.probe) as program:
            try:
                found[name] = (least_memory(_starter(project, _level(project)), program),)
            except EngineFailed as error:
                why = f"{error.what}: {error.why}" if error.why else error.what
                project.tell(Note(text=f"least memory limit not measured: {why}", loud=True))
                return {}
    return found


def _ask(how: Probe) -> bytes:
    """What an HTTP service is sent once it listens. Others are sent nothing: that they listen is
    what comes of a start."""
    first = how.first if isinstance(how, Service) else None
    if not isinstance(first, Question) or first.tls:
        return b""
    return f"GET {first.path} HTTP/1.0\r\n\r\n".encode()


def _until(how: Probe) -> Callable[[Running], None]:
    """What ends the time of a start: the first byte of an answer, or the end."""
    if isinstance(how, Service):
        return partial(first_answer, asked=how.first)
    return its_end


def _starter(project: Project, level: Level) -> Starter:
    from slimgo.sandbox.starts.sweep import Starter  # as above

    return Starter(
        folder=project.store.parts,
        level=level,
        surroundings=project.surroundings,
        ask=_ask(project.program.probe),
    )


def _level(project: Project) -> Level:
    if project.level is None:
        raise ValueError(project.level_reason)
    return project.level


@contextmanager
def alone(project: Project, path: Path, how: Probe) -> Iterator[Guest]:
    """The program in a root of its own, with what its image and the probe give it."""
    box = Path(tempfile.mkdtemp(prefix="root-", dir=project.store.parts))
    root = box / "root"
    try:
        root.mkdir()
        shutil.copyfile(path, root / _NAME)
        (root / _NAME).chmod(0o755)
        executable: tuple[str, ...] = (_NAME,)
        if project.emulator:
            shutil.copy(project.emulator, root / "emulator")
            executable = ("emulator", *executable)
        yield bare(root, executable, project.program, how)
    finally:
        shutil.rmtree(box, ignore_errors=True)
