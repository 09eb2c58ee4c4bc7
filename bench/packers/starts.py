"""How long a service takes from its start to the first byte of an answer."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import time
from collections.abc import Collection
from pathlib import Path

from slimgo.facts.timing import private_bytes

_PORT = 3000
_UP_SECONDS = 20.0
_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER that resets the connection, so that no port stays in TIME_WAIT."""


def answer(program: Path, cpus: Collection[int]) -> tuple[float, int]:
    """Seconds to the first byte, and private memory in bytes then. cpus: where it may run."""
    process, began = _started((str(program),), cpus, {})
    try:
        while True:
            if process.poll() is not None or time.perf_counter() - began > _UP_SECONDS:
                raise TimeoutError(f"{program.name} does not answer")
            try:
                with socket.create_connection(("127.0.0.1", _PORT), timeout=_UP_SECONDS) as ask:
                    ask.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                    ask.sendall(b"GET / HTTP/1.0\r\n\r\n")
                    if ask.recv(1):
                        break
            except ConnectionError:
                time.sleep(0.001)
        took = time.perf_counter() - began
        memory = private_bytes(process.pid)
        if memory is None:
            raise OSError("the process's memory cannot be read")
        return took, memory
    finally:
        process.kill()
        process.wait()


def whole(command: tuple[str, ...], cpus: Collection[int], environment: dict[str, str]) -> float:
    """Seconds of a command from its start to its end."""
    process, began = _started(command, cpus, environment)
    if process.wait(_UP_SECONDS):
        raise OSError(f"{command[0]} ended with status {process.returncode}")
    return time.perf_counter() - began


def _started(
    command: tuple[str, ...], cpus: Collection[int], environment: dict[str, str]
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
            stderr=subprocess.DEVNULL,
        )
    finally:
        os.sched_setaffinity(0, ours)
    return process, began
