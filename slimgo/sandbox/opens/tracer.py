"""Follows a program and all that it starts, until it has ended.

Runs in a fork of the fork server, which starts the program: only its tracer may ask the kernel
about a process, and that is one thread. What happens is told by ptrace(2) and seccomp(2).
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
from collections.abc import Iterable
from typing import Any

from slimgo.sandbox.opens import ptrace
from slimgo.sandbox.opens.threads import Threads

_WALL = 0x40000000  # __WALL of linux/wait.h: threads, too
_LOOK_SECONDS = 1.0
"""A child's end or stop wakes us by SIGCHLD; this only bounds what a lost one could cost."""

_BETWEEN_LOOKS = 64
"""So many stops are answered before it is looked whether anybody still wants to know."""


class Tracer:
    """Writes JSON lines to a descriptor: `began`, once the program itself runs; `name`, a Name not
    seen before; `lacks`, why nothing more will be seen; `ended`, last of all.

    told_to: closed when the program has ended.
    """

    def __init__(self, told_to: int) -> None:
        self._told_to = told_to
        self._threads = Threads(self._write)
        self._blind = False
        self._waits, self._go = os.pipe()
        self._woken, wake = os.pipe()
        os.set_blocking(wake, False)
        os.set_blocking(self._woken, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)

    def wait(self) -> None:
        """In the child: until it is followed, or never will be."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.close(self._go)
        if not os.read(self._waits, 1):
            os._exit(1)

    def follow(self, pid: int) -> None:
        """Lets the child begin, followed. Where it cannot be, that is told and it ends."""
        os.close(self._waits)
        try:
            ptrace.seize(pid)
        except OSError as error:
            self._lacks("the kernel refuses to trace a process (ptrace)", error)
        else:
            self._threads.add(pid)
            os.write(self._go, b"1")
        os.close(self._go)

    def until_end(self, pid: int, let_go: Any) -> os.waitid_result | None:  # noqa: ANN401 - what select takes
        """Follows until the child has ended, which it is not yet reaped then: how it did.

        None where let_go became readable before.
        """
        what = os.WEXITED | os.WSTOPPED | os.WNOHANG | os.WNOWAIT | _WALL
        while True:
            happened = None
            for _ in range(_BETWEEN_LOOKS):
                happened = os.waitid(os.P_ALL, 0, what)
                if not happened:
                    break
                if happened.si_pid == pid and happened.si_code != os.CLD_TRAPPED:
                    self.kill()
                    self._threads.ended()
                    self._write({"ended": True})
                    self._close()
                    return happened
                self._happened(happened.si_pid)
            if let_go in self._ready([let_go], 0 if happened else _LOOK_SECONDS):
                return None

    def kill(self) -> None:
        """Everything that is followed, and what has become our child otherwise."""
        for tid in (*self._threads.numbers(), *children()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(tid, signal.SIGKILL)

    def end(self) -> None:
        """Kills it all, the child too, and reaps it."""
        self._close()
        while True:
            self.kill()
            try:
                # of a process with threads the first is reaped last, so none is waited for
                while (ended := os.waitpid(-1, os.WNOHANG | _WALL))[0]:
                    if os.WIFSTOPPED(ended[1]):
                        self._threads.add(ended[0])
                    else:
                        self._threads.forget(ended[0])
            except ChildProcessError:
                return
            self._ready([], _LOOK_SECONDS)

    def _close(self) -> None:
        if self._told_to >= 0:
            os.close(self._told_to)
            self._told_to = -1

    def _ready(self, others: Iterable[Any], seconds: float) -> list[Any]:
        ready, _, _ = select.select([self._woken, *others], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            os.read(self._woken, 1 << 12)
        return ready

    def _happened(self, tid: int) -> None:
        """Takes note of a stop or an end, and lets the thread go on."""
        # killed meanwhile, it may be one that its other threads must go before
        at, status = os.waitpid(tid, os.WNOHANG | _WALL)
        if not at:
            return
        if not os.WIFSTOPPED(status):
            self._threads.forget(tid)
            return
        try:
            self._threads.stopped(tid, status)
        except ProcessLookupError:
            pass  # killed meanwhile; its end is still to be told
        except OSError as error:
            self._lacks("system calls cannot be seen here", error)
            self.kill()

    def _lacks(self, problem: str, error: OSError) -> None:
        if not self._blind:
            self._blind = True
            self._write({"lacks": f"{problem}: {error.strerror}"})

    def _write(self, words: dict[str, object]) -> None:
        line = f"{json.dumps(words)}\n".encode()
        while line:
            line = line[os.write(self._told_to, line) :]


def children() -> list[int]:
    """Ours; none where a kernel lacks CONFIG_PROC_CHILDREN."""
    path = f"/proc/self/task/{os.getpid()}/children"
    with contextlib.suppress(FileNotFoundError), open(path) as file:  # noqa: PTH123 - quicker
        return [int(pid) for pid in file.read().split()]
    return []
