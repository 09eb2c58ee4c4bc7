"""A program that runs in a container of docker or podman."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from signal import Signals
from typing import Self

from slimgo.engines.client import Client, reason
from slimgo.engines.leftovers import CLEARING_SECONDS, container_name
from slimgo.engines.published import (
    HOST,
    address_printed,
    is_free,
    must_be_open,
    taken,
    unpublished,
)
from slimgo.errors import EngineFailed, SlimgoError
from slimgo.plan.engine_defaults import NAME_FILES
from slimgo.run.process import run
from slimgo.values.command import Command
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
    identifier: str
    """The engine's, in hex."""
    address: tuple[str, int] | None
    """Where its port is published, or None where the engine published none."""
    follower: threading.Thread | None
    """Passes its output through to ours until it ends."""
    began: float
    """When the engine was told to start it."""

    @property
    def pid(self) -> int | None:
        """The engine's word is believed only where that process's mounts name the container.

        An engine in a virtual machine or on another host tells a pid of that machine. Docker and
        podman mount the container's /etc/hosts from a folder that bears its identifier; podman
        without root need not give it a cgroup of its own.
        """
        pid = self._state()[2]
        try:
            return pid if self.identifier in Path(f"/proc/{pid}/mountinfo").read_text() else None
        except OSError:
            return None

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
        """By the engine's `diff`, without what the engine itself puts there."""
        lines = [line.split(" ", 1) for line in self.client.call("diff", self.name).splitlines()]
        return tuple(
            Change(kind=_CHANGES[kind], path=path, size_bytes=None)
            for kind, path in lines
            if not _is_the_engines(path)
            # a folder counts as changed for what lies in it
            and not (kind == "C" and any(other.startswith(f"{path}/") for _, other in lines))
        )

    @property
    def not_shown(self) -> tuple[tuple[str, str], ...]:
        return ()

    def close(self) -> None:
        _remove(self.client, self.name)
        if self.follower:
            self.follower.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        # what happened first is what the user must know; what stays goes with the next run
        with contextlib.suppress(*[EngineFailed] if any(exc) else []):
            self.close()

    def _state(self) -> tuple[str, int, int]:
        """Status word, exit status, pid."""
        printed = self.client.call("container", "inspect", "--format", _STATE, self.name)
        word, status, pid = printed.split()
        return word, int(status), int(pid)

    def _ended(self) -> Exit | None:
        word, status, _ = self._state()
        return Exit(status=status, seconds=0.0) if word in ("exited", "dead") else None

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


def start_container(
    client: Client,
    words: tuple[str, ...],
    *,
    flags: tuple[str, ...],
    port: int,
    host_port: int | None,
) -> Container:
    """Starts an image detached; its output goes through to ours where host_port is given.

    words: the image, and the arguments of its program. port: 0 publishes nothing.

    Raises EngineFailed; BadInput when host_port is taken. Then, and on an interrupt, nothing
    is left: ending the client does not end the container, so it is removed by its name.
    """
    name = container_name()
    # without a time to stop, podman removes by force at once, as docker does
    options = ("-d", "--name", name, "--pull", "never", "--stop-timeout", "0", *flags)
    published = ("-p", f"{HOST}:{host_port or ''}:{port}") if port else ()
    began = time.monotonic()
    try:
        identifier = _started(client, (*options, *published, *words), words[0], host_port)
        printed = client.attempt("port", name, f"{port}/tcp").stdout if port else ""
        address = address_printed(printed)
        follower = _following(client, name) if host_port else None
    except BaseException:
        with contextlib.suppress(EngineFailed):  # what happened first is what the user must know
            _remove(client, name)
        raise
    return Container(
        client=client,
        name=name,
        identifier=identifier,
        address=address,
        follower=follower,
        began=began,
    )


def _started(client: Client, arguments: tuple[str, ...], image: str, host_port: int | None) -> str:
    """The new container's identifier."""
    started = client.attempt("run", *arguments)
    if started.status == 0:
        return started.stdout.strip()
    if host_port and not is_free(host_port):
        raise taken(host_port)
    raise EngineFailed(f"{client.name} cannot run {image}", why=reason(started.stderr))


def _following(client: Client, name: str) -> threading.Thread:
    """Shows the container's output as it comes; ends when the container does."""

    def follow() -> None:
        command = Command(argv=(client.name, "logs", "-f", name))
        with contextlib.suppress(SlimgoError):  # a person misses some output, the run nothing
            run(command, client.surroundings, check=False, show=True)

    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    return thread


def _remove(client: Client, name: str) -> None:
    """By force; nothing happens where there is none. Raises EngineFailed when it stays."""
    removed = client.attempt("rm", "-f", name, timeout_seconds=CLEARING_SECONDS)
    if removed.status and client.call("ps", "-aq", "--filter", f"name={name}"):
        raise EngineFailed(
            f"container {name} could not be removed",
            why=reason(removed.stderr),
            cure=str(removed.command),
        )
