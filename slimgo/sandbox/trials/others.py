"""Other programs beside what is measured: what asks it, what it is pulled by.

Imported by the process that measures, so it imports little.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import tarfile
import time
from contextlib import suppress
from typing import Any, BinaryIO

from slimgo.sandbox.confine import die_with_parent


def begun(argv: list[str], *, output: int, errors: int = 2, cpus: tuple[int, ...] = ()) -> int:
    """Another program, with our environment; output, errors: where what it prints goes."""
    pid = os.fork()
    if pid:
        return pid
    try:
        os.setsid()
        die_with_parent()
        for stream, leads_to in ((0, os.open(os.devnull, os.O_RDONLY)), (1, output), (2, errors)):
            os.dup2(leads_to, stream)
        if cpus:
            os.sched_setaffinity(0, cpus)
        os.execve(argv[0], argv, dict(os.environ))
    finally:
        os._exit(127)


def output_of(load: dict[str, Any], seconds: float) -> tuple[int, str]:
    """A command's status and what it printed. Raises OSError where it takes too long."""
    out, write = os.pipe()
    pid = begun(load["argv"], output=write, errors=write, cpus=load["cpus"])
    os.close(write)
    said = b""
    deadline = time.monotonic() + seconds
    try:
        while select.select([out], [], [], max(0.0, deadline - time.monotonic()))[0]:
            piece = os.read(out, 1 << 16)
            if not piece:  # it has closed it: it ends
                return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said.decode(
                    "utf-8", "replace"
                )
            said += piece
    finally:
        os.close(out)
    kill(pid)
    raise OSError(0, f"{load['argv'][0]} did not end within {seconds:g} s")


def kill(pid: int) -> None:
    """Ends it and its group, and nobody else: what is measured may still run."""
    for target in (pid, -pid):
        with suppress(ProcessLookupError):
            os.kill(target, signal.SIGKILL)
    os.waitpid(pid, 0)


def extract(tar: BinaryIO, into: str) -> None:
    """Files, folders and links of a tar that we made; all are ours."""
    with tarfile.open(fileobj=tar, mode="r|") as members:
        for member in members:
            path = os.path.join(into, member.name.lstrip("/"))  # noqa: PTH118 - quicker
            if member.isdir():
                os.makedirs(path, exist_ok=True)  # noqa: PTH103 - quicker
            elif member.issym():
                os.symlink(member.linkname, path)  # noqa: PTH211 - quicker
            elif content := members.extractfile(member):
                os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
                file = os.open(path, os.O_WRONLY | os.O_CREAT, member.mode & 0o777 | 0o400)
                with os.fdopen(file, "wb") as target:
                    shutil.copyfileobj(content, target, 1 << 18)
