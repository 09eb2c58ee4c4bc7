"""Programs that are traced while somebody else asks and ends them."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack

from slimgo.errors import SlimgoError
from slimgo.plan.smallest import trial_program
from slimgo.run.host import host_goarch
from slimgo.run.scratch import scratch
from slimgo.sandbox.launch import start
from slimgo.sandbox.level import Level
from slimgo.sandbox.opens.calls import numbers
from slimgo.sandbox.opens.seen import Name, settled
from slimgo.sandbox.opens.told import Told
from slimgo.sandbox.opens.watch import BEGIN_SECONDS, Start, Watch
from slimgo.sandbox.opens.watched import CUT_OFF, named, tracing, watched
from slimgo.values.guest import Guest
from slimgo.values.opened import Opened
from slimgo.values.running import Running

_LISTEN_SECONDS = 60.0
_NOT_BEGUN = "no program that was started has begun"


def why_not_traced(level: Level) -> str:
    """Why nothing can be traced on the level, found by tracing the trial program there; empty
    where it can. Takes as long as a start."""
    if not numbers(os.uname().machine):
        return f"the system calls of {os.uname().machine} are not known here"
    with scratch() as folder:
        trial = folder / "trial"
        trial.write_bytes(trial_program(host_goarch()))
        once = Start(path=trial, arguments=(), environment={}, user=(0, 0), port=0)
        try:
            seen, began = watched(once, level, Watch(seconds=BEGIN_SECONDS))
        except SlimgoError as error:
            return error.why or error.what
    return seen.lacks or ("" if began else _NOT_BEGUN)


class Observing:
    """Starts programs on one level as launch.start does, and notes what they open.

    What a program is asked, how long it runs and how it is ended is up to whoever starts it: a
    probe is made as ever, with `start` in place of launch.start. Any thread may start one.

    lacks: why nothing can be traced, see why_not_traced; programs are then started as ever.
    begin: starts a guest as launch.start does.
    """

    def __init__(
        self, level: Level, *, lacks: str = "", begin: Callable[..., Running] = start
    ) -> None:
        self._level = level
        self._begin = begin
        self._lock = threading.Lock()
        self._names: list[Name] = []
        self._lacks = [lacks] if lacks else []
        self._traced = not lacks
        self._began = 0

    def start(self, guest: Guest, *, left: ExitStack | None = None) -> Running:
        """A started program. left: what is to be removed once it has ended. Raises as
        launch.start does."""
        left = left or ExitStack()
        if not self._traced:
            return self._begin(guest, self._level, left=left)
        reads, writes = os.pipe()
        told, end = Told(reads), os.fdopen(writes, "wb", 0)
        reader = threading.Thread(target=self._listen, args=(told,), daemon=True)
        # called in turn from the last: when its tracer has ended, nothing more is on its way
        left.callback(told.close)
        left.callback(reader.join)
        left.callback(end.close)
        reader.start()
        try:
            return self._begin(guest, tracing(self._level), left=left, traced=writes)
        finally:
            end.close()

    def opened(self) -> Opened:
        """What all that were started have opened so far. What one of them opened is complete as
        soon as it has been closed."""
        with self._lock:
            lacks = [*self._lacks, *([] if self._began or self._lacks else [_NOT_BEGUN])]
            return Opened(
                names=tuple(map(named, settled(list(self._names)))),
                lacks="; ".join(dict.fromkeys(lacks)),
                level=self._level.name,
                own_root=self._level.own_root,
                own_network=self._level.own_network,
            )

    def _listen(self, told: Told) -> None:
        """Until the tracer has ended: it never waits for a reader."""
        heard, began = 0, False
        while not told.all:
            told.more(time.monotonic() + _LISTEN_SECONDS)
            with self._lock:
                self._names += told.so_far[heard:]
                self._began += told.began and not began
                if told.lacks and told.lacks not in self._lacks:
                    self._lacks.append(told.lacks)
            heard, began = len(told.so_far), told.began
        if told.cut_off:
            with self._lock:
                self._lacks.append(CUT_OFF)
