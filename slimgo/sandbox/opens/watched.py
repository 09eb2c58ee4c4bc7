"""One start of a program on a level, watched until it has ended or enough was seen."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from signal import SIGTERM

from slimgo.errors import SlimgoError, visible
from slimgo.run.scratch import scratch
from slimgo.sandbox import tree
from slimgo.sandbox.furnish import BOX
from slimgo.sandbox.launch import start as started
from slimgo.sandbox.level import Launch, Level
from slimgo.sandbox.opens.calls import tracing_filter
from slimgo.sandbox.opens.seen import Name, settled
from slimgo.sandbox.opens.told import Told
from slimgo.sandbox.opens.usual import by_go
from slimgo.sandbox.opens.watch import BEGIN_SECONDS, Start, Watch
from slimgo.sandbox.started import Container
from slimgo.values.guest import Guest
from slimgo.values.image import ImageFile
from slimgo.values.opened import Opened, OpenedName

_DEATH_SECONDS = 5.0
_MODE = 0o755
CUT_OFF = "the process that traced it ended before the program did"


def _alone(start: Start, folder: Path, left: ExitStack) -> Guest:
    """A copy of the file, which anyone may run, alone in a root below the folder, as an image's."""
    box = folder / BOX
    box.mkdir(mode=0o700)
    left.callback(tree.empty, str(box))
    name = f"/{start.path.name}"
    root = box / "root"
    root.mkdir()
    copy = root / start.path.name
    shutil.copyfile(start.path, copy)
    copy.chmod(_MODE)
    size = copy.stat().st_size
    return Guest(
        root=root,
        argv=(name, *start.arguments),
        port=start.port,
        env=tuple(start.environment.items()),
        uid=start.user[0],
        gid=start.user[1],
        files=(_roots("/", "directory", 0), _roots(name, "file", size)),
    )


def _roots(path: str, kind: str, size: int) -> ImageFile:
    return ImageFile(path=path, kind=kind, mode=_MODE, uid=0, gid=0, size_bytes=size, sha256="")


def watched(start: Start, level: Level, watch: Watch) -> tuple[Opened, bool]:
    """What was seen, and whether the program itself ever ran. Raises SlimgoError."""
    with scratch() as folder, ExitStack() as left:
        told, running = _started(_alone(start, folder, left), level, left)
        if running is None:
            return Opened(lacks=told.lacks), False
        _follow(told, watch)
        ended = running.wait(_DEATH_SECONDS) if told.all else None
        if not told.all:
            running.stop(SIGTERM, 0.0)
            deadline = time.monotonic() + watch.grace_seconds
            while told.more(deadline):
                pass
        seen = Opened(
            names=tuple(map(named, settled(told.so_far))),
            lacks=told.lacks or (CUT_OFF if told.cut_off else ""),
            level=level.name,
            own_root=level.own_root,
            own_network=level.own_network,
            status=ended.status if ended else None,
            words=running.output(),
        )
        return seen, told.began


def _started(guest: Guest, level: Level, left: ExitStack) -> tuple[Told, Container | None]:
    """The program, to be ended by `left`; None where its tracer can tell nothing of it.

    Raises SlimgoError where the level cannot start it.
    """
    reads, traced = os.pipe()
    told = Told(reads)
    left.callback(told.close)
    try:
        running = started(guest, tracing(level), traced=traced)
    except SlimgoError:
        os.close(traced)
        # a launcher that may not be traced ends without knowing why
        while told.more(time.monotonic() + _DEATH_SECONDS):
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
    deadline = time.monotonic() + BEGIN_SECONDS
    began, asked = False, 0
    while told.more(deadline):
        if told.began and not began:
            began, deadline = True, time.monotonic() + watch.seconds
        fresh, asked = told.so_far[asked:], len(told.so_far)
        if any(watch.enough(named(name)) for name in fresh):
            return


def tracing(level: Level) -> Level:
    """The same level, with a filter that stops its program for a tracer."""

    def launch(guest: Guest) -> Launch:
        usual = level.launch(guest)
        return replace(usual, seccomp=tracing_filter(os.uname().machine, usual.seccomp))

    return replace(level, launch=launch)


def named(name: Name) -> OpenedName:
    """What a tracer told, with what is known of Go's own names."""
    what, words, error = name
    return OpenedName(what=what, name=visible(words), error=error, by_go=by_go(what, words, error))
