"""Companions of a program: started before it, ended after it, and nothing of them left."""

from __future__ import annotations

import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from slimgo.errors import BadInput, EngineFailed
from slimgo.run.process import Surroundings, beside
from slimgo.values.command import Command
from slimgo.values.companion import Companion

_HOST = "127.0.0.1"
_LOOK_SECONDS = 0.02
_WORDS_BYTES = 2000


@contextmanager
def running(companions: Sequence[Companion], surroundings: Surroundings) -> Iterator[None]:
    """Each is ready before the next one is started; all are ended, the last first.

    Raises BadInput for a command that is not there, and for a port that is taken; EngineFailed for
    one that ends or is not ready in time.
    """
    with ExitStack() as stack:
        for each in companions:
            if _accepts(each.port):
                raise BadInput(
                    f"companion {each.name} cannot be started",
                    why=f"something listens at port {each.port} of {_HOST} already",
                    cure="end that program, or give the companion another port",
                )
            output = stack.enter_context(TemporaryFile())
            command = Command(argv=each.command)
            here = replace(surroundings, programs={each.command[0]: _found(each, surroundings)})
            status = stack.enter_context(beside(command, here, output))
            _until_ready(each, status, output)
        yield


def _until_ready(each: Companion, status: Callable[[], int | None], output: IO[bytes]) -> None:
    deadline = time.monotonic() + each.seconds
    while not _accepts(each.port):
        ended = status()
        if ended is not None:
            what = f"companion {each.name} ended with status {ended} before it was ready"
            raise EngineFailed(what, why=_last_words(output))
        if time.monotonic() > deadline:
            what = f"companion {each.name} does not listen at port {each.port} of {_HOST}"
            raise EngineFailed(f"{what} within {each.seconds:g} s", why=_last_words(output))
        time.sleep(_LOOK_SECONDS)


def _accepts(port: int) -> bool:
    try:
        socket.create_connection((_HOST, port), 1.0).close()
    except OSError:
        return False
    return True


def _found(each: Companion, surroundings: Surroundings) -> Path:
    """Raises BadInput."""
    name = each.command[0]
    path = surroundings.environment.get("PATH", "")
    # a name with a slash is a path from the project's folder, as for a shell
    found = shutil.which(
        os.fspath(surroundings.directory / name) if "/" in name else name, path=path
    )
    if found is None:
        raise BadInput(
            f"companion {each.name} cannot be started",
            why=f"there is no program {name}",
            cure="install it, or correct the companion's command",
        )
    return Path(found)


def _last_words(output: IO[bytes]) -> str:
    size = output.seek(0, os.SEEK_END)
    output.seek(max(0, size - _WORDS_BYTES))
    return output.read().decode("utf-8", "replace").strip() or "it printed nothing"
