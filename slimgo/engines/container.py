"""A program that runs in a container of docker or podman."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from signal import Signals
from typing import Self

from slimgo.engines.client import Client, reason
from slimgo.engines.leftovers import CLEARING_SECONDS
from slimgo.engines.published import (
    must_be_open,
    unpublished,
)
from slimgo.errors import EngineFailed
from slimgo.plan.engine_defaults import NAME_FILES
from slimgo.values.running import Change, Exit

_POLL_SECONDS = 0.02
_OUTPUT_CHARACTERS = 4000
_CHANGES = {"A": "added", "C": "changed", "D": "deleted"}
_ENGINE_FOLDERS = ("/proc", "/dev", "/sys", "/run")
_ENGINE_FILES = frozenset(
    ("/etc", "/etc/mtab", "/etc/passwd", "/etc/group", "/.dockerenv", *_ENGINE_FOLDERS, *NAME_FILES)
)
"""What docker and podman put into a container; podman adds the user to /etc/passwd."""
_STATE = "{{.State.Status}} {{.State.ExitCode}} {{.State.Pid}}"


@dataclass(frozen=True, kw_only=True)
class Container:
    """A Running. Only its name is relied upon to remove it, so it is chosen before the start."""

    client: Client
    name: str
    identifiers: tuple[str, ...]
    """The engine's, in hex: its own, and that of the container whose network it has joined."""
    address: tuple[str, int] | None
    """Where its port is published, or None where the engine published none."""
    follower: threading.Thread | None
    """Passes its output through to ours until it ends."""
    began: float
    """When the engine was told to start it."""
    given: tuple[str, ...]
    """The paths of files that were put into it."""
    left: ExitStack
    """What goes once it is removed."""

    @property
    def pid(self) -> int | None:
        return pid_on_this_machine(self.client, self.name, self.identifiers)

    def connect(self, timeout_seconds: float) -> socket.socket:
        """See Running. Tries again until the program listens; EngineFailed where no port leads."""
        if self.address is None:
            self._must_run()
            raise unpublished(self.client.name)
        deadline = time.monotonic() + timeout_seconds
        while True:
            try:
                return self._connection(self.address, deadline)
            except (ConnectionError, TimeoutError):
                self._must_run()
                if time.monotonic() >= deadline:
                    raise
            time.sleep(_POLL_SECONDS)

    def stop(self, signal: int, deadline_seconds: float) -> Exit | None:
        started = time.monotonic()
        sent = self.client.attempt("kill", "-s", Signals(signal).name, self.name)
        while (ended := self._ended()) is None:
            if time.monotonic() - started >= deadline_seconds:
                if sent.status:
                    raise EngineFailed(f"`{sent.command}` failed", why=reason(sent.stderr))
                return None
            time.sleep(_POLL_SECONDS)
        return Exit(status=ended.status, seconds=time.monotonic() - started)

    def ended(self) -> Exit | None:
        # whoever waits for a service asks often, and each question to the engine is a process
        return None if self.follower and self.follower.is_alive() else self._ended()

    def output(self) -> str:
        logs = self.client.attempt("logs", "--tail", "100", self.name)
        return (logs.stdout + logs.stderr).strip()[-_OUTPUT_CHARACTERS:]

    def changes(self) -> tuple[Change, ...]:
        """By the engine's `diff`, without what the engine itself and the probe put there."""
        lines = [line.split(" ", 1) for line in self.client.call("diff", self.name).splitlines()]
        return tuple(
            Change(kind=_CHANGES[kind], path=path, size_bytes=None)
            for kind, path in lines
            if not _is_the_engines(path)
            and not self._was_given(kind, path)
            # a folder counts as changed for what lies in it
            and not (kind == "C" and any(other.startswith(f"{path}/") for _, other in lines))
        )

    @property
    def not_shown(self) -> tuple[tuple[str, str], ...]:
        return ()

    def close(self) -> None:
        remove(self.client, self.name)
        if self.follower:
            self.follower.join()
        self.left.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        # what happened first is what the user must know; what stays goes with the next run
        with contextlib.suppress(*[EngineFailed] if any(exc) else []):
            self.close()

    def _ended(self) -> Exit | None:
        word, status, _ = _state(self.client, self.name)
        return Exit(status=status, seconds=0.0) if word in ("exited", "dead") else None

    def _was_given(self, kind: str, path: str) -> bool:
        """A file that was given, or a folder that was made for one."""
        above = kind == "A" and any(each.startswith(f"{path}/") for each in self.given)
        return above or path in self.given

    def _connection(self, address: tuple[str, int], deadline: float) -> socket.socket:
        """One that was made while the container ran, since it still runs afterwards.

        A port that is published no more can be another program's a moment later.
        """
        left = max(deadline - time.monotonic(), _POLL_SECONDS)
        connection = socket.create_connection(address, left)
        try:
            must_be_open(connection)
            self._must_run()
        except BaseException:
            connection.close()
            raise
        return connection

    def _must_run(self) -> None:
        ended = self._ended()
        if ended:
            raise EngineFailed(
                f"the program in the container ended with status {ended.status}", why=self.output()
            )


def _is_the_engines(path: str) -> bool:
    inside = tuple(f"{folder}/" for folder in _ENGINE_FOLDERS)
    return path in _ENGINE_FILES or path.startswith(inside)


def _state(client: Client, name: str) -> tuple[str, int, int]:
    """Status word, exit status, pid."""
    printed = client.call("container", "inspect", "--format", _STATE, name)
    word, status, pid = printed.split()
    return word, int(status), int(pid)


def pid_on_this_machine(client: Client, name: str, identifiers: tuple[str, ...]) -> int | None:
    """The engine's word is believed only where that process's mounts name the container.

    An engine in a virtual machine or on another host tells a pid of that machine. Docker and
    podman mount a container's /etc/hosts from a folder that bears its identifier, or that of the
    container whose network it has joined; podman without root need not give it a cgroup of its own.
    """
    pid = _state(client, name)[2]
    try:
        mounts = Path(f"/proc/{pid}/mountinfo").read_text()
    except OSError:
        return None
    return pid if any(each in mounts for each in identifiers) else None


def remove(client: Client, name: str) -> None:
    """By force; nothing happens where there is none. Raises EngineFailed when it stays."""
    removed = client.attempt("rm", "-f", "-v", name, timeout_seconds=CLEARING_SECONDS)
    if removed.status and client.call("ps", "-aq", "--filter", f"name={name}"):
        raise EngineFailed(
            f"container {name} could not be removed",
            why=reason(removed.stderr),
            cure=str(removed.command),
        )
