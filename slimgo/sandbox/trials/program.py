"""A program started and watched until it answers or ends, to the microsecond.

Imported by the process that measures, so it imports little.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import struct
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from slimgo.sandbox.confine import confine
from slimgo.sandbox.starts.child import file_of
from slimgo.sandbox.starts.ending import end, read
from slimgo.sandbox.starts.network import lead_out

_LOOK_SECONDS = 0.0002
_MEMORY = {"private": ("Private_Clean:", "Private_Dirty:"), "proportional": ("Pss:",)}
"""Lines of /proc/PID/smaps_rollup (Linux, Documentation/filesystems/proc.rst)."""
_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER that resets a connection, so that no port stays in TIME_WAIT."""
_BEGAN = struct.Struct("d")


@contextmanager
def started(
    request: dict[str, Any], *, spared: Collection[int] = ()
) -> Iterator[tuple[int, float, float]]:
    """The program, once it has answered or ended: its process, when it began, and when that was.

    spared: our children that its end does not touch. Raises OSError where it cannot be started, or
    comes to nothing.
    """
    lead_out(request["outside"])
    told, tell = os.pipe()
    refused, refuse = os.pipe()
    pid = os.fork()
    if not pid:
        _become(request, tell, refuse)
    os.close(tell)
    os.close(refuse)
    ended = os.pidfd_open(pid)
    try:
        with open(refused, "rb") as refusal, open(told, "rb") as beginning:  # noqa: PTH123 - quicker
            why = refusal.read().decode()  # ends when the program has begun
            if why:
                raise OSError(0, why)
            (began,) = _BEGAN.unpack(beginning.read(_BEGAN.size))
        yield pid, began, _until(request, ended, began)
    finally:
        os.close(ended)
        end(pid, spared=spared)


def _until(request: dict[str, Any], ended: int, began: float) -> float:
    """When its first answer came, or its end; in the clock of `began`. Raises OSError where neither
    comes in time, or it ends where it should answer, or fails."""
    deadline = began + request["seconds"]
    if not request["port"]:
        if not select.select([ended], [], [], request["seconds"])[0]:
            raise OSError(0, f"it did not end within {request['seconds']:g} s")
        now = time.monotonic()
        status = _status(ended)
        if status != request["status"]:
            raise OSError(0, f"it ended with status {status}")
        return now
    while True:
        answered = _asked(request, deadline)
        if answered:
            return answered
        if select.select([ended], [], [], _LOOK_SECONDS)[0]:
            raise OSError(0, f"it ended with status {_status(ended)} before it answered")
        if time.monotonic() > deadline:
            raise OSError(0, f"it did not answer within {request['seconds']:g} s")


def _asked(request: dict[str, Any], deadline: float) -> float:
    """When the first byte of an answer came; 0 while nothing listens."""
    with socket.socket() as connection:
        connection.settimeout(max(deadline - time.monotonic(), _LOOK_SECONDS))
        try:
            connection.connect(("127.0.0.1", request["port"]))
        except ConnectionRefusedError:
            return 0.0
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        connection.sendall(request["ask"])
        if (request["ask"] or request["speaks_first"]) and not connection.recv(1):
            raise OSError(0, "it closed the connection without an answer")
        return time.monotonic()


def _status(ended: int) -> int:
    how = os.waitid(os.P_PIDFD, ended, os.WEXITED | os.WNOWAIT)
    if how is None:
        raise OSError(0, "it has gone")
    return how.si_status if how.si_code == os.CLD_EXITED else 128 + how.si_status


def _become(request: dict[str, Any], tell: int, refuse: int) -> NoReturn:
    """Turns this process into the program. What cannot be done is written to `refuse`."""
    launch = request["launch"]
    try:
        os.setsid()
        null = os.open(os.devnull, os.O_RDWR)
        reads = file_of(request["stdin"]) if request["stdin"] else null
        for stream, leads_to in enumerate((reads, null, null)):
            os.dup2(leads_to, stream)
        for ignored_by_python in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(ignored_by_python, signal.SIG_DFL)
        if request["cpus"]:
            os.sched_setaffinity(0, request["cpus"])
        if launch["root"]:
            os.chroot(launch["root"])
        os.chdir(launch["directory"])
        environment = dict(launch["env"])
        confine(launch)
        os.write(tell, _BEGAN.pack(time.monotonic()))
        os.execve(launch["executable"], launch["argv"], environment)
    except OSError as error:
        os.write(refuse, (error.strerror or str(error)).encode())
    finally:
        os._exit(127)


def memory(pid: int) -> dict[str, int]:
    """In bytes; nothing of a program that has ended."""
    try:
        lines = read(f"/proc/{pid}/smaps_rollup").splitlines()
    except OSError:
        return {}
    return {
        name: sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(beginnings))
        for name, beginnings in _MEMORY.items()
    }


def major_faults(pid: int) -> int:
    """How often it waited for the disk: field 12 of /proc/PID/stat, proc_pid_stat(5)."""
    try:
        return int(read(f"/proc/{pid}/stat").rpartition(")")[2].split()[9])
    except OSError:
        return 0


def peak(pid: int) -> int:
    """In bytes; 0 for a program that has ended."""
    lines = read(f"/proc/{pid}/status").splitlines()
    found = (int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    return next(found, 0)
