"""The system calls of a program and of its threads, seen by ptrace(2)."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import struct
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import ziglang  # type: ignore[import-untyped]  # it has no types

from slimgo.sandbox.opens import ptrace
from tests.waiting import PATIENCE_SECONDS

_TRACEME, _SETOPTIONS = 0, 0x4200
_SYSGOOD, _CLONE, _EXITKILL = 1, 1 << 3, 1 << 20  # PTRACE_O_TRACESYSGOOD and so on
_ENTRY, _EXIT = 1, 2  # PTRACE_SYSCALL_INFO_ENTRY, …_EXIT
_CALL_STOP = signal.SIGTRAP | 0x80
_ALL_THREADS = 0x40000000  # __WALL of linux/wait.h

Prepare = Callable[[], object]


@dataclass(frozen=True, kw_only=True)
class Call:
    name: str
    at: int
    """Where the instruction stands that asks."""
    arguments: tuple[int, ...]
    result: int | None
    """-errno for an error; None where it never returned."""


@dataclass(frozen=True, kw_only=True)
class Traced:
    status: int
    calls: list[Call]
    """As they began."""

    @property
    def names(self) -> set[str]:
        return {call.name for call in self.calls}


@cache
def numbers() -> dict[str, int]:
    """Each system call of amd64, by the headers of Linux that the tests' compiler brings."""
    compiler = Path(str(ziglang.__file__)).parent
    header = compiler / "lib/libc/include/x86-linux-any/asm/unistd_64.h"
    return {
        name: int(number) for name, number in re.findall(r"__NR_(\w+) (\d+)", header.read_text())
    }


def traced(program: Path, *words: str, prepare: Prepare | None = None) -> Traced:
    """Runs it to its end; what it prints is thrown away. prepare: between fork and exec."""

    def begin() -> None:
        if prepare:
            prepare()
        if ptrace._ptrace(_TRACEME, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "PTRACE_TRACEME")

    process = subprocess.Popen(  # its threads alone are waited for: they are in its group
        (program, *words),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=begin,  # noqa: PLW1509  no thread runs here
    )
    seen: list[dict[str, Any]] = []
    hangs = threading.Timer(PATIENCE_SECONDS, os.kill, (process.pid, signal.SIGKILL))
    hangs.start()
    try:
        process.returncode = _followed(process.pid, seen)
    finally:
        hangs.cancel()
    names = {number: name for name, number in numbers().items()}
    calls = [Call(name=names[call.pop("number")], **call) for call in seen]
    return Traced(status=process.returncode, calls=calls)


def _followed(pid: int, seen: list[dict[str, Any]]) -> int:
    """Lets it run from its exec on; returns how it ended, as Popen says it."""
    os.waitpid(pid, _ALL_THREADS)
    ptrace._asked(_SETOPTIONS, pid, 0, _SYSGOOD | _CLONE | _EXITKILL)
    ptrace.go_on(pid, to_exit=True)
    inside: dict[int, dict[str, Any]] = {}
    known = {pid}
    for tid, status in _stops(pid):
        if not os.WIFSTOPPED(status):
            if tid == pid:
                return os.waitstatus_to_exitcode(status)
            continue
        given = os.WSTOPSIG(status)
        with suppress(ProcessLookupError):  # killed meanwhile
            if given == _CALL_STOP:
                _at_call(tid, inside, seen)
            own = given in (_CALL_STOP, signal.SIGTRAP) or tid not in known
            known.add(tid)
            ptrace.go_on(tid, to_exit=True, signal=0 if own else given)
    raise AssertionError("its end was never told")


def _stops(group: int) -> Iterator[tuple[int, int]]:
    with suppress(ChildProcessError):
        while True:
            yield os.waitpid(-group, _ALL_THREADS)


def _at_call(tid: int, inside: dict[int, dict[str, Any]], seen: list[dict[str, Any]]) -> None:
    buffer = ctypes.create_string_buffer(ptrace._INFO_BYTES)
    ptrace._asked(ptrace._GET_SYSCALL_INFO, tid, ptrace._INFO_BYTES, ctypes.addressof(buffer))
    kind, at = struct.unpack_from("=B7xQ", buffer.raw)
    if kind == _ENTRY:
        number, *arguments = struct.unpack_from("=7Q", buffer.raw, ptrace._VALUES)
        inside[tid] = {"number": number, "at": at, "arguments": tuple(arguments), "result": None}
        seen.append(inside[tid])
    elif kind == _EXIT and tid in inside:
        (inside.pop(tid)["result"],) = struct.unpack_from("=q", buffer.raw, ptrace._VALUES)
