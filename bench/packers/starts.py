"""How long a program takes from its start to the first byte of an answer, or of what it says."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread, Timer

from bench.packers.programs import Program
from slimgo.facts.timing import private_bytes

_PORT = 3000
_UP_SECONDS = 20.0
_TELLING = {"GODEBUG": "inittrace=1"}
_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER that resets the connection, so that no port stays in TIME_WAIT."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A start, up to its first answer."""

    seconds: float
    """To the first byte."""
    private: int
    """Bytes then."""
    peak: int
    """The most bytes resident so far."""


def begin(
    program: Program,
    path: Path,
    cpus: Collection[int],
    enter: tuple[str, ...] = (),
    seconds: float = _UP_SECONDS,
) -> Answer:
    """A start until it answers; or, of a program that does not, until Go's runtime says something.

    cpus: where it may run. enter: words of a command that goes before the program's. seconds: the
    most that it may take. Raises TimeoutError, and OSError where it ends or its memory cannot be
    read.
    """
    command = (*enter, str(path))
    way = answer if program.answers else _first_words
    return way(command, cpus, seconds)


def _first_words(command: tuple[str, ...], cpus: Collection[int], seconds: float) -> Answer:
    """With GODEBUG=inittrace=1 Go's runtime tells on stderr of each package that it initializes,
    beginning with itself."""
    with _limit(seconds) as begun:
        process, began = _started(command, cpus, _TELLING, stderr=subprocess.PIPE)
        begun.append(process)
        try:
            said = os.read(process.stderr.fileno(), 1) if process.stderr else b""
            took = time.perf_counter() - began
            if not said:
                raise TimeoutError(f"{command[-1]} says nothing")
            return _seen(process.pid, took)
        finally:
            process.kill()
            process.communicate()


@contextmanager
def _limit(seconds: float) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Within it, what is put into the list is killed after so many seconds. The thread that does
    it is there before: what is timed has the processors for itself."""
    begun: list[subprocess.Popen[bytes]] = []

    def kill() -> None:
        for process in begun:
            process.kill()

    timer = Timer(seconds, kill)
    timer.start()
    try:
        yield begun
    finally:
        timer.cancel()


def watched(
    program: Program,
    path: Path,
    cpus: Collection[int],
    watch: Callable[[int], Thread],
    done: Event,
) -> None:
    """A start until Go's runtime says something. watch: is given the process's number, and ends
    when `done` is set, while the process is still there. Raises TimeoutError."""
    with _limit(_UP_SECONDS) as begun:
        process, _ = _started((str(path),), cpus, _TELLING, stderr=subprocess.PIPE)
        begun.append(process)
        watching = watch(process.pid)
        try:
            if not process.stderr or not os.read(process.stderr.fileno(), 1):
                raise TimeoutError(f"{program.name} says nothing")
        finally:
            done.set()
            watching.join()
            process.kill()
            process.communicate()


def answer(command: tuple[str, ...], cpus: Collection[int], seconds: float = _UP_SECONDS) -> Answer:
    """cpus: where it may run. Raises TimeoutError, and OSError where memory cannot be read."""
    process, began = _started(command, cpus, {})
    try:
        while True:
            if process.poll() is not None or time.perf_counter() - began > seconds:
                raise TimeoutError(f"{command[-1]} does not answer")
            try:
                with socket.create_connection(("127.0.0.1", _PORT), timeout=_UP_SECONDS) as ask:
                    ask.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                    ask.sendall(b"GET / HTTP/1.0\r\n\r\n")
                    if ask.recv(1):
                        break
            except ConnectionError:
                time.sleep(0.001)
        return _seen(process.pid, time.perf_counter() - began)
    finally:
        process.kill()
        process.wait()


def _seen(pid: int, seconds: float) -> Answer:
    private = private_bytes(pid)
    if private is None:
        raise OSError("the process's memory cannot be read")
    return Answer(seconds=seconds, private=private, peak=_peak(pid))


def _peak(pid: int) -> int:
    """proc_pid_status(5), VmHWM; the kernel's kB are 1,024 bytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next((line for line in status.splitlines() if line.startswith("VmHWM:")), "")
    if not line:
        raise OSError("it has ended")
    return int(line.split()[1]) * 1024


def whole(command: tuple[str, ...], cpus: Collection[int], environment: dict[str, str]) -> float:
    """Seconds from its start to its end. Raises OSError where it fails or takes too long."""
    with _limit(_UP_SECONDS) as begun:
        process, began = _started(command, cpus, environment)
        begun.append(process)
        # Popen.wait with a time limit looks only now and then, up to 50 ms apart
        status = process.wait()
        took = time.perf_counter() - began
    if status:
        raise OSError(f"{command[0]} ended with status {status}")
    return took


def _started(
    command: tuple[str, ...],
    cpus: Collection[int],
    environment: dict[str, str],
    stderr: int = subprocess.DEVNULL,
) -> tuple[subprocess.Popen[bytes], float]:
    """A child inherits where it may run; this process goes back to where it was."""
    ours = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cpus)
    try:
        began = time.perf_counter()
        process = subprocess.Popen(
            command,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
        )
    finally:
        os.sched_setaffinity(0, ours)
    return process, began
