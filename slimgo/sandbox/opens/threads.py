"""The threads of a traced program: what each stop says, from a call's start to what came of it.

Runs in a fork of the fork server, so it imports little.
"""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from slimgo.sandbox.opens import ptrace
from slimgo.sandbox.opens.address import ADDRESS_BYTES
from slimgo.sandbox.opens.calls import CALLS, numbers
from slimgo.sandbox.opens.seen import MOST_NAMES, Call, Descriptors, Folded, Name, told

_PATH_BYTES = 4096  # PATH_MAX of linux/limits.h
_INT_BYTES = 4
_SYSCALL_STOP = signal.SIGTRAP | 0x80  # by PTRACE_O_TRACESYSGOOD
_GROUP_STOPS = (signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU)


@dataclass(kw_only=True)
class _Thread:
    descriptors: Descriptors = field(default_factory=Descriptors)
    call: Call | None = None
    """The one that it is in, where a filter stopped it."""


class Threads:
    """All that are followed. write: given `began` and each new `name`; see Tracer."""

    def __init__(self, write: Callable[[dict[str, object]], None]) -> None:
        self._write = write
        self._calls = numbers(os.uname().machine)
        self._threads: dict[int, _Thread] = {}
        self._folded = Folded()
        self._began = False
        self._refused = ""
        self._full = False

    def numbers(self) -> tuple[int, ...]:
        return tuple(self._threads)

    def ended(self) -> None:
        """The program has ended, or it was never begun: why not is told."""
        if self._refused and not self._began:
            self._write({"lacks": self._refused})

    def add(self, tid: int) -> None:
        self._threads.setdefault(tid, _Thread())

    def forget(self, tid: int) -> None:
        self._threads.pop(tid, None)

    def stopped(self, tid: int, status: int) -> None:
        """Takes note of why a thread has stopped, as waitpid(2) tells it, and lets it go on.

        Raises ProcessLookupError for one that was killed meanwhile; OSError where the kernel does
        not answer.
        """
        thread = self._threads.setdefault(tid, _Thread())
        number, event = status >> 8 & 0xFF, status >> 16
        if event == ptrace.EVENT_STOP and number in _GROUP_STOPS:
            ptrace.stay(tid)
            return
        given = 0
        if event == ptrace.EVENT_SECCOMP:
            thread.call = self._entered(tid)
        elif event == ptrace.EVENT_EXEC:
            self._executed(tid, ptrace.event_message(tid))
        elif event in (ptrace.EVENT_CLONE, ptrace.EVENT_FORK, ptrace.EVENT_VFORK):
            self._started(thread, ptrace.event_message(tid), shares=event == ptrace.EVENT_CLONE)
        elif number == _SYSCALL_STOP:
            self._returned(tid, thread)
        elif not event:
            given = number
        thread = self._threads[tid]
        ptrace.go_on(tid, to_exit=thread.call is not None, signal=given)

    def _started(self, parent: _Thread, tid: int, *, shares: bool) -> None:
        """A thread shares its process's descriptors, a process begins with a copy."""
        child = self._threads.setdefault(tid, _Thread())
        child.descriptors = parent.descriptors if shares else parent.descriptors.copy()

    def _executed(self, tid: int, before: int) -> None:
        """execve(2) succeeded: the other threads are gone, and the one has the process's number."""
        thread = self._threads.pop(before, _Thread())
        self._threads[tid] = thread
        call, thread.call = thread.call, None
        if call and self._began:
            self._tell(told(call, 0, thread.descriptors))
        elif call:  # the first that the filter saw: what came before was the launcher's
            self._began = True
            thread.descriptors.folder = ""
            self._write({"began": True})

    def _entered(self, tid: int) -> Call | None:
        entered = ptrace.entered(tid)
        name = self._calls.get(entered.number)
        if name is None:
            return None
        memory = self._read(tid, CALLS[name][0], entered.arguments)
        return Call(name=name, arguments=entered.arguments, memory=memory)

    def _read(self, tid: int, kind: str, arguments: tuple[int, ...]) -> bytes | None:
        if kind in ("path", "exec"):
            return ptrace.text(tid, arguments[0], _PATH_BYTES)
        if kind in ("path at", "exec at"):
            return ptrace.text(tid, arguments[1], _PATH_BYTES)
        if kind in ("bind", "connect"):
            size = min(arguments[2] & 0xFFFFFFFF, ADDRESS_BYTES)
            return ptrace.memory(tid, arguments[1], size)
        return b""

    def _returned(self, tid: int, thread: _Thread) -> None:
        call, thread.call = thread.call, None
        if call is None:
            return
        result = ptrace.returned(tid)
        if CALLS[call.name][0] == "answer":
            call = replace(call, memory=ptrace.memory(tid, call.arguments[3], _INT_BYTES))
        names = told(call, result, thread.descriptors)
        if self._began:
            self._tell(names)
            if call.memory is None and result != -errno.EFAULT:
                self._write({"lacks": "a name could not be read from the program's memory"})
        elif CALLS[call.name][0] in ("exec", "exec at"):
            # whoever looks for it on PATH tries one folder after the other
            self._refused = f"the kernel does not execute it: {os.strerror(-result)}"

    def _tell(self, names: list[Name]) -> None:
        for name in self._folded.new(names):
            self._write({"name": name})
        if self._folded.full and not self._full:
            self._full = True
            self._write({"lacks": f"it opens more than {MOST_NAMES:,} names"})
