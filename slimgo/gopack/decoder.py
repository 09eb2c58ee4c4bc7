"""Runs a stub's decoder on a packed file, in a process of its own, and reads the image it makes."""

from __future__ import annotations

import contextlib
import errno
import platform
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from slimgo.gopack import proof_child
from slimgo.gopack.ending import Undone

_SECONDS = 120
_AT_ONCE = 1 << 20
"""Bytes of the image that are read at once."""

_CPUS = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}


class NotDecoded(Exception):
    """The decoder gave up, crashed or took too long. The message says which, as a clause."""


@dataclass(frozen=True, kw_only=True)
class Decoder:
    """Whose code runs. code: a file with the first stage, None for the packed file's own. code_at:
    its entry, in bytes. joins: a file with the second stage, None for the payload's own."""

    code: Path | None
    code_at: int
    joins: Path | None


def here() -> str:
    """The machine whose stubs run here, empty where none does."""
    return _CPUS.get(platform.machine().lower(), "") if sys.platform == "linux" else ""


def run(decoder: Decoder, packed: bytes, header_at: int, image_size: int) -> Iterator[bytes]:
    """The image's bytes, some at a time. Raises NotDecoded, MemoryError.

    They must be taken to the end: only then is it known that the decoder ended well. Neither side
    holds a copy beside the image: what a large program needs is what the decoder needs.
    """
    places = (str(decoder.code_at), str(header_at), str(image_size))
    command = (
        *(sys.executable, "-I", "-S", str(Path(proof_child.__file__))),
        *(str(decoder.code or ""), *places, str(decoder.joins or "")),
    )
    late = threading.Event()
    with _start(command) as child, Undone(child.kill):
        timer = threading.Timer(_SECONDS, _end, (child, late))
        try:
            _begin(timer)
            with contextlib.suppress(BrokenPipeError), _pipe(child.stdin) as given:
                given.write(packed)  # it reads all of it before it writes anything
            while chunk := _pipe(child.stdout).read(_AT_ONCE):
                yield chunk
            words = _pipe(child.stderr).read().decode(errors="replace").strip().splitlines()
            status = child.wait()
        finally:
            timer.cancel()
            child.kill()
    if late.is_set():
        raise NotDecoded("it does not unpack in time")
    if status in {proof_child.NO_MEMORY, -signal.SIGKILL}:
        raise MemoryError
    if status:
        raise NotDecoded(words[-1] if words else f"the decoder ended with status {status}")


def _start(command: tuple[str, ...]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    except OSError as error:
        if error.errno == errno.ENOMEM:
            raise MemoryError from error
        raise


def _begin(timer: threading.Timer) -> None:
    try:
        timer.start()
    except RuntimeError as error:  # Python's words for a thread that the system does not give
        raise MemoryError from error


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise TypeError  # all three were asked for
    return pipe


def _end(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()
