"""A program started on a rung, as a Running: reached, asked, ended, and nothing left of it."""

from __future__ import annotations

import os
import socket
import time
from contextlib import ExitStack, suppress
from typing import Self

from slimgo.errors import EngineFailed
from slimgo.run.engine.builtin.listening import holder, strangers
from slimgo.run.engine.builtin.output import Output
from slimgo.run.engine.builtin.rung import Rung
from slimgo.run.engine.builtin.spawn import Child, dial
from slimgo.values.program import Program
from slimgo.values.running import Exit

_RETRY_SECONDS = 0.0005


class Container:
    """A started program, made by launch.start; a Running.

    child: what was started, the program or its launcher. left: ends all that it left.
    """

    def __init__(
        self,
        *,
        program: Program,
        rung: Rung,
        child: Child,
        pid: int,
        output: Output,
        left: ExitStack,
    ) -> None:
        self._program = program
        self._rung = rung
        self._child = child
        self._pid = pid
        self._output = output
        self._stop_asked_at: float | None = None
        self._left = left

    @property
    def pid(self) -> int:
        """The program itself, not its launcher, in this machine's numbers."""
        return self._pid

    def connect(self, timeout_seconds: float) -> socket.socket:
        """See Running. Tries about 2000 times a second until the program listens."""
        deadline = time.monotonic() + timeout_seconds
        port = self._program.port
        if self._rung.own_network:
            connection = dial(self._child, self._pid, port, deadline)
        else:
            connection = self._connect_on_host(port, deadline)
        if connection is None:
            raise self._ended_early()
        return connection

    def stop(self, signal: int, deadline_seconds: float) -> Exit | None:
        self._stop_asked_at = time.monotonic()
        send(self._child, self._pid, signal)
        return self.wait(deadline_seconds)

    def ended(self) -> Exit | None:
        return self.wait(0.0)

    def wait(self, timeout_seconds: float | None) -> Exit | None:
        """How it ended, or None when it still runs after so long. None waits for ever."""
        ended = self._child.ended(timeout_seconds)
        if ended is None:
            return None
        status, at = ended
        asked_at = at if self._stop_asked_at is None else self._stop_asked_at
        return Exit(status=status, seconds=max(0.0, at - asked_at))

    def output(self) -> str:
        return self._output.tail()

    def close(self) -> None:
        self._left.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _ended_early(self) -> EngineFailed:
        ended = self.ended()
        words = self._output.last_words()
        return EngineFailed(
            f"the program ended with status {ended.status if ended else '?'}",
            why=words or "it printed nothing",
        )

    def _connect_on_host(self, port: int, deadline: float) -> socket.socket | None:
        """An answer counts only if it comes from our process: looked at before and after."""
        while True:
            ours = _is_ours(port, self._pid)
            if ours:
                connection = _connect(port, max(deadline - time.monotonic(), _RETRY_SECONDS))
                try:
                    ours = _is_ours(port, self._pid)
                except BaseException:
                    connection.close()
                    raise
                if ours:
                    connection.settimeout(None)
                    return connection
                connection.close()
            if self._child.ended():
                return None
            if time.monotonic() >= deadline:
                raise TimeoutError(f"nothing listens at port {port}")
            time.sleep(_RETRY_SECONDS)


def _connect(port: int, timeout_seconds: float) -> socket.socket:
    try:
        return socket.create_connection(("127.0.0.1", port), timeout_seconds)
    except ConnectionRefusedError:
        return socket.create_connection(("::1", port), timeout_seconds)


def send(child: Child, pid: int, signal: int) -> None:
    """Signals a program whose launcher, or itself, is child; nothing happens when it has ended."""
    # a launcher ends as soon as it has reaped the program; only then could the pid be another's
    if child.ended() is None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal)


def _is_ours(port: int, pid: int) -> bool:
    """Whether the process listens there. Raises EngineFailed where another one does."""
    others = strangers(port, pid)
    if others:
        who = holder(port)
        raise EngineFailed(
            f"port {port} is held by another process{f', {who}' if who else ''}",
            why="without a network of its own the program cannot have it, and what answers "
            "there is not the program",
            cure="end that process, or run where namespaces are allowed",
        )
    return others is not None
