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
from slimgo.engines.given import archive_of, mounts
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
from slimgo.run.scratch import scratch
from slimgo.values.command import Command
from slimgo.values.running import Change, Exit
from slimgo.values.start import Start

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
    given: tuple[str, ...]
    """The paths of files that were put into it."""
    left: ExitStack
    """What goes once it is removed."""

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
        _remove(self.client, self.name)
        if self.follower:
            self.follower.join()
        self.left.close()

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


def start_container(client: Client, image: str, how: Start, *, flags: tuple[str, ...]) -> Container:
    """Starts an image detached; its output goes through to ours where a host port is given.

    flags: what a run needs on this machine, and what makes it read-only. Raises EngineFailed;
    BadInput when the host port is taken, or what is to be given cannot be. Then, and on an
    interrupt, nothing is left: ending the client does not end the container, so it is removed by
    its name.
    """
    name = container_name()
    began = time.monotonic()
    with ExitStack() as left:
        try:
            flags = (*flags, *_flags(how, left))
            identifier = _started(client, name, (image, *how.given.arguments), how, flags)
            printed = client.attempt("port", name, f"{how.port}/tcp").stdout if how.port else ""
            address = address_printed(printed)
            follower = _following(client, name) if how.host_port else None
            if how.given.stdin:
                left.callback(_feeding(client, name, how.given.stdin).join)
        except BaseException:
            with contextlib.suppress(EngineFailed):  # what happened first the user must know
                _remove(client, name)
            raise
        return Container(
            client=client,
            name=name,
            identifier=identifier,
            address=address,
            follower=follower,
            began=began,
            given=tuple(each.path for each in how.given.files),
            left=left.pop_all(),
        )


def _flags(how: Start, left: ExitStack) -> tuple[str, ...]:
    """left: takes away what they name."""
    flags = [word for pair in how.given.env for word in ("-e", "=".join(pair))]
    if how.given.stdin:
        flags.append("-i")
    if how.port:
        flags += ["-p", f"{HOST}:{how.host_port or ''}:{how.port}"]
    if how.read_only and how.given.files:
        flags += mounts(how.given.files, left.enter_context(scratch()))
    return tuple(flags)


def _started(
    client: Client, name: str, words: tuple[str, ...], how: Start, flags: tuple[str, ...]
) -> str:
    """The new container's identifier. words: the image, and the arguments of its program."""
    # without a time to stop, podman removes by force at once, as docker does
    options = ("--name", name, "--pull", "never", "--stop-timeout", "0", *flags)
    copied = () if how.read_only else how.given.files
    try:
        if not copied and not how.given.stdin:
            return client.call("run", "-d", *options, *words)
        identifier = client.call("create", *options, *words)
        if copied:
            # podman would give them to the image's user
            client.call("cp", "--archive=false", "-", f"{name}:/", stdin=archive_of(copied))
        client.call("start", name)
    except EngineFailed as error:
        if how.host_port and not is_free(how.host_port):
            raise taken(how.host_port) from None
        raise EngineFailed(f"{client.name} cannot run {words[0]}", why=error.why) from None
    return identifier


def _feeding(client: Client, name: str, words: str) -> threading.Thread:
    """Writes the words to the program's standard input, and then its end."""

    def feed() -> None:
        # one that has ended meanwhile reads nothing, and shows why by itself
        with contextlib.suppress(SlimgoError):
            client.attempt("attach", name, timeout_seconds=None, stdin=words.encode())

    thread = threading.Thread(target=feed, daemon=True)
    thread.start()
    return thread


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
    removed = client.attempt("rm", "-f", "-v", name, timeout_seconds=CLEARING_SECONDS)
    if removed.status and client.call("ps", "-aq", "--filter", f"name={name}"):
        raise EngineFailed(
            f"container {name} could not be removed",
            why=reason(removed.stderr),
            cure=str(removed.command),
        )
