"""A program started on a level, as a Running: reached, asked, ended, and nothing left of it."""

from __future__ import annotations

import os
import socket
import time
from contextlib import ExitStack, suppress
from typing import Self

from slimgo.errors import EngineFailed, LoopbackOnly
from slimgo.sandbox.furnish import Furnished
from slimgo.sandbox.level import Level
from slimgo.sandbox.listening import holder, strangers
from slimgo.sandbox.loopback import ALONE_SECONDS
from slimgo.sandbox.output import Output
from slimgo.sandbox.spawn import Child, dial
from slimgo.values.running import Change, Exit

_RETRY_SECONDS = 0.0005
_EVERY_ADDRESS = "127.0.0.2"
"""Of this machine, and nobody's in particular: neither 127.0.0.1 nor ::1 hears what comes there."""
_SETUID_BITS = 0o6000
_NO_SETUID = "the program may not gain privileges by them (no_new_privs)"


class Container:
    """A started program, made by launch.start; a Running.

    child: what was started, the program or its launcher. network: the way into its own, see
    spawn.gateway; None where it has none. began: see Running. left: ends all that it left.
    """

    def __init__(
        self,
        *,
        furnished: Furnished,
        level: Level,
        child: Child,
        pid: int,
        began: float,
        network: tuple[int, int] | None,
        output: Output,
        left: ExitStack,
    ) -> None:
        self._furnished = furnished
        self._program = furnished.guest
        self.began = began
        self._network = network
        self._level = level
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
        if self._network:
            connection = dial(self._child, (self._pid, port), self._network, deadline)
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
        # what an ended program wrote last may still be on its way
        return self._output.last_words() if self._child.ended() else self._output.tail()

    def changes(self) -> tuple[Change, ...] | None:
        return self._furnished.changes() if self._level.own_root else None

    @property
    def not_shown(self) -> tuple[tuple[str, str], ...]:
        owners = self._furnished.owners
        ours = f"they are ours, with modes that allow the same ({owners.why})"
        lacking = {
            "by mode": ("owners and modes", ours),
            "own": ("becoming another user", owners.why),
        }
        return (
            *([lacking[owners.way]] if owners.why else []),
            *(("setuid files", why) for why in [_NO_SETUID] if self._has_setuid()),
            *self._level.not_shown,
        )

    def _has_setuid(self) -> bool:
        return any(file.mode & _SETUID_BITS for file in self._furnished.guest.files)

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
        alone_since = 0.0
        while True:
            ours = _is_ours(port, self._pid)
            connection = _connect(port, max(deadline - time.monotonic(), _RETRY_SECONDS), ours=ours)
            if connection:
                try:
                    ours = _is_ours(port, self._pid)
                except BaseException:
                    connection.close()
                    raise
                if ours:
                    connection.settimeout(None)
                    return connection
                connection.close()
            elif ours:
                alone_since = alone_since or time.monotonic()
                if time.monotonic() - alone_since > ALONE_SECONDS:
                    raise LoopbackOnly(f"the program listens at port {port} of its loopback only")
            if self._child.ended():
                return None
            if time.monotonic() >= deadline:
                raise TimeoutError(f"nothing listens at port {port}")
            time.sleep(_RETRY_SECONDS)


def _connect(port: int, timeout_seconds: float, *, ours: bool) -> socket.socket | None:
    """A connection to where only who listens on every address can be reached, over IPv4 as a
    published port is; None where it is refused, or nothing of ours listens."""
    if not ours:
        return None
    try:
        return socket.create_connection((_EVERY_ADDRESS, port), timeout_seconds)
    except ConnectionRefusedError:
        return None


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
