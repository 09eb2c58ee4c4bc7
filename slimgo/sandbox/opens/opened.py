"""Starts a program on the best level that can be traced, and lists what it opens."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from signal import SIGTERM

from slimgo.errors import SlimgoError, visible
from slimgo.run.scratch import scratch
from slimgo.sandbox.level import Launch, Level
from slimgo.sandbox.opens.calls import numbers, tracing_filter
from slimgo.sandbox.opens.seen import Name, settled
from slimgo.sandbox.opens.told import Told
from slimgo.sandbox.opens.usual import by_go
from slimgo.sandbox.started import Container
from slimgo.values.guest import Guest
from slimgo.values.opened import Opened, OpenedName

_BEGIN_SECONDS = 60.0
_GRACE_SECONDS = 2.0
_CUT_OFF = "the process that traced it ended before the program did"
# e_ident and e_machine of elf.h: 64 bits, and the machine's own instructions
_ELF_64 = b"\x7fELF\x02\x01"
_MACHINES = {"x86_64": 62, "aarch64": 183}

Enough = Callable[[OpenedName], bool]
"""Asked of each name as soon as it is seen; True ends the program."""


@dataclass(frozen=True, kw_only=True)
class Watch:
    """How a program is watched."""

    seconds: float
    """How long it may run, from when the kernel has begun it."""
    enough: Enough = lambda _: False
    grace_seconds: float = _GRACE_SECONDS
    """From SIGTERM to SIGKILL, for one that does not end when it was watched enough."""


def opened(
    path: Path,
    arguments: tuple[str, ...] = (),
    *,
    watch: Watch,
    environment: Mapping[str, str],
    user: tuple[int, int] = (0, 0),
    port: int = 0,
    levels: Iterable[Level] | None = None,
) -> Opened:
    """Runs a static program in a root of its own that holds nothing else, and says what it opens.

    It is given the environment, as a container's program has it, and the arguments. user: uid and
    gid, as an image's. port: where it may listen on a level that allows one port only; 0 for
    nowhere there. levels: tried in this order, all there are unless given; the first that can run
    the program is believed.

    Raises OSError where the file cannot be read. Whatever else stands in the way is told in
    `lacks`. Nothing that was started outlives the call, however it ends.
    """
    why = _not_seen_here(path)
    if why:
        return Opened(lacks=why)
    refused = []
    for level in _levels(levels):
        with scratch() as folder, ExitStack() as left:
            program = replace(
                _alone(path, folder),
                env=tuple(environment.items()),
                uid=user[0],
                gid=user[1],
                port=port,
            )
            program = replace(program, argv=(*program.argv, *arguments))
            try:
                seen, began = _watched(program, level, watch, left)
            except SlimgoError as error:
                refused.append(f"{level.name}: {error.why or error.what}")
                continue
            if began or seen.lacks:
                return seen
            refused.append(f"{level.name}: {_why_not(seen)}")
    return Opened(lacks=f"it cannot be started here: {'; '.join(dict.fromkeys(refused))}")


def _why_not(seen: Opened) -> str:
    """Why a program never ran that a level had started."""
    if seen.status is None:
        return f"it did not begin within {_BEGIN_SECONDS:g} s"
    return seen.words or f"it ended with status {seen.status} before the program began"


def _levels(levels: Iterable[Level] | None) -> Iterable[Level]:
    if levels is not None:
        return levels
    from slimgo.sandbox.best_level import all_levels

    return all_levels()


def _not_seen_here(path: Path) -> str:
    """Why the program's calls could not be seen on this machine, whatever is tried."""
    machine = os.uname().machine
    if sys.platform != "linux":
        return f"{sys.platform} runs no Linux programs outside an engine"
    if not numbers(machine):
        return f"the system calls of {machine} are not known here"
    with path.open("rb") as file:
        header = file.read(20)
    if not header.startswith(b"\x7fELF"):
        return "it is no Linux program (ELF)"
    if (
        not header.startswith(_ELF_64)
        or int.from_bytes(header[18:20], "little") != (_MACHINES[machine])
    ):
        return f"it is a program for another processor: only {machine}'s own can be traced"
    return ""


def _alone(path: Path, folder: Path) -> Guest:
    """A copy of the file, which anyone may run, alone in a root below the folder."""
    root = folder / "box" / "root"
    root.mkdir(parents=True)
    copy = root / path.name
    shutil.copyfile(path, copy)
    copy.chmod(0o755)
    return Guest(root=root, argv=(f"/{path.name}",), port=0)


def _watched(program: Guest, level: Level, watch: Watch, left: ExitStack) -> tuple[Opened, bool]:
    """What was seen, and whether the program itself ever ran. Raises SlimgoError."""
    told, running = _started(program, level, left)
    if running is None:
        return Opened(lacks=told.lacks), False
    _follow(told, watch)
    ended = running.wait(_GRACE_SECONDS) if told.all else None
    if not told.all:
        running.stop(SIGTERM, 0.0)
        deadline = time.monotonic() + watch.grace_seconds
        while told.more(deadline):
            pass
    return (
        Opened(
            names=tuple(map(_named, settled(told.so_far))),
            lacks=told.lacks or (_CUT_OFF if told.cut_off else ""),
            level=level.name,
            own_root=level.own_root,
            own_network=level.own_network,
            status=ended.status if ended else None,
            words=running.output(),
        ),
        told.began,
    )


def _started(program: Guest, level: Level, left: ExitStack) -> tuple[Told, Container | None]:
    """The program, to be ended by `left`; None where its tracer can tell nothing of it.

    Raises SlimgoError where the level cannot start it.
    """
    from slimgo.sandbox.launch import start

    reads, traced = os.pipe()
    told = Told(reads)
    left.callback(told.close)
    try:
        running = start(program, _tracing(level), traced=traced)
    except SlimgoError:
        os.close(traced)
        # a launcher that may not be traced ends without knowing why
        while told.more(time.monotonic() + _GRACE_SECONDS):
            pass
        if not told.lacks:
            raise
        return told, None
    except BaseException:
        os.close(traced)
        raise
    os.close(traced)
    left.callback(running.close)
    # before the program is ended: its tracer must not wait for a reader
    left.callback(told.close)
    return told, running


def _follow(told: Told, watch: Watch) -> None:
    """Until the program has ended or was watched enough."""
    deadline = time.monotonic() + _BEGIN_SECONDS
    began, asked = False, 0
    while told.more(deadline):
        if told.began and not began:
            began, deadline = True, time.monotonic() + watch.seconds
        fresh, asked = told.so_far[asked:], len(told.so_far)
        if any(watch.enough(_named(name)) for name in fresh):
            return


def _tracing(level: Level) -> Level:
    """The level, with a filter that stops its program for a tracer."""

    def launch(program: Guest) -> Launch:
        usual = level.launch(program)
        return replace(usual, seccomp=tracing_filter(os.uname().machine, usual.seccomp))

    return replace(level, launch=launch)


def _named(name: Name) -> OpenedName:
    what, words, error = name
    return OpenedName(what=what, name=visible(words), error=error, by_go=by_go(what, words, error))
