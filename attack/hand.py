"""A program started as a shell would do it: with a descriptor too many, and all its powers."""

from __future__ import annotations

import os
import socket
import subprocess  # noqa: TID251 - without the engine, which is the point
import time
from pathlib import Path
from typing import Self

_RETRY_SECONDS = 0.01


class ByHand:
    """Runs until it is left as a context manager, which ends the program but not its children."""

    def __init__(self, argv: tuple[str, ...], directory: Path, port: int) -> None:
        self._port = port
        spare = os.open(os.devnull, os.O_RDONLY)
        try:
            self._process = subprocess.Popen(argv, cwd=directory, pass_fds=[spare])
        finally:
            os.close(spare)

    def connect(self, timeout_seconds: float) -> socket.socket:
        """A connection to its port, once it listens. Raises ConnectionError when it does not."""
        deadline = time.monotonic() + timeout_seconds
        while True:
            try:
                return socket.create_connection(("127.0.0.1", self._port), timeout_seconds)
            except ConnectionRefusedError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_RETRY_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._process.kill()
        self._process.wait()
