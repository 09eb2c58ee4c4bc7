"""Starts programs to measure them, through a small process in a network of its own."""

from __future__ import annotations

import marshal
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from slimgo.errors import EngineFailed
from slimgo.run.process import Surroundings, beside
from slimgo.run.scratch import scratch
from slimgo.sandbox.level import Level
from slimgo.sandbox.starts.namespaces import in_namespaces, launch_inside
from slimgo.sandbox.starts.outside import unix_sockets
from slimgo.values.guest import Guest

_CHILD = """
import sys
sys.path.append(sys.argv[1])
from slimgo.sandbox.trials.child import main
main()
"""
_PACKAGES = str(Path(__file__).parents[3])
_UNSHARE = ("--unshare-net", "--unshare-ipc", "--unshare-uts")
"""Not its own processes: /proc must be that of the programs, to read their memory."""
_UP_SECONDS = 30.0
_START_SECONDS = 60.0


class TrialFailed(Exception):
    """A start that was to be measured did not come to an answer; its words say why."""


class TrialsEnded(EngineFailed):
    """The process that measures is gone: nothing more can be measured."""


@dataclass(frozen=True, kw_only=True)
class Load:
    """A command that asks the program while it runs."""

    argv: tuple[str, ...]
    """Beginning with the path of an executable."""
    seconds: float
    """The most that it may take."""
    cpus: tuple[int, ...] = ()
    """Where it may run; empty for everywhere."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One start, as it was measured."""

    seconds: float
    """From exec to the first byte of an answer, or to the end."""
    private: int | None
    proportional: int | None
    """Memory in bytes once it has answered; None of a program that has ended."""
    peak: int | None
    """The most bytes that were resident until then."""
    major_faults: int = 0
    """How often it waited for the disk until then."""
    private_later: int | None = None
    proportional_later: int | None = None
    """The same after the load."""
    words: str = ""
    """What the load printed."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A program, and what makes it answer."""

    guest: Guest
    ask: bytes = b""
    """What it is sent as soon as it listens."""
    speaks_first: bool = False
    """Whether it answers without being sent anything."""
    status: int = 0
    """What one that listens nowhere ends with."""


class Trials:
    """The small process; made by `trials`."""

    def __init__(
        self,
        level: Level,
        connection: socket.socket,
        output: IO[bytes],
        led_out: dict[int, str],
    ) -> None:
        self._output = output
        self._level = level
        self._led_out = led_out
        self._connection = connection
        self._file = connection.makefile("rb")

    def start(
        self, subject: Subject, *, cpus: tuple[int, ...] = (), load: Load | None = None
    ) -> Trial:
        """cpus: where it may run; empty for everywhere. Raises TrialFailed."""
        said = self._ask(
            "start",
            subject,
            cpus=cpus,
            load=None if load is None else {"argv": load.argv, "cpus": load.cpus},
            seconds=load.seconds if load else _START_SECONDS,
        )
        if load and said["status"]:
            last = str(said["words"]).strip().splitlines()[-1:]
            raise TrialFailed(f"{Path(load.argv[0]).name} failed: {' '.join(last)}")
        return Trial(
            seconds=said["seconds"],
            private=said.get("private"),
            proportional=said.get("proportional"),
            peak=said["peak"] or None,
            major_faults=said["faults"],
            private_later=said.get("private later"),
            proportional_later=said.get("proportional later"),
            words=said.get("words", ""),
        )

    def replicas(self, subject: Subject, count: int) -> int:
        """Bytes that so many of them hold together once each has answered; what they share counts
        once. Raises TrialFailed."""
        return int(self._ask("replicas", subject, count=count)["memory"])

    def serve(self, command: tuple[str, ...], port: int) -> None:
        """A server that runs in the same network from now on; returns once it listens there. Raises
        TrialFailed."""
        self._send({"verb": "serve", "command": command, "port": port, "seconds": _UP_SECONDS})

    def run(self, command: tuple[str, ...]) -> str:
        """A command in the same network, to its end; what it printed. Raises TrialFailed."""
        said = self._send({"verb": "run", "command": command, "seconds": _START_SECONDS})
        if said["status"]:
            last = str(said["words"]).strip().splitlines()[-1:]
            raise TrialFailed(f"{Path(command[0]).name} failed: {' '.join(last)}")
        return str(said["words"])

    def link(self, bits_per_second: int) -> None:
        """The network's loopback goes no faster from now on; 0 for as fast as it can. Raises
        TrialFailed where the kernel has no token bucket."""
        self._send({"verb": "link", "bits": bits_per_second})

    def fetch(self, subject: Subject, command: tuple[str, ...]) -> float:
        """Seconds until the first answer of a program whose root is empty yet: the command, which
        prints a tar of it, and the start. Raises TrialFailed."""
        into = str(subject.guest.root)
        return float(self._ask("fetch", subject, command=command, into=into)["seconds"])

    def _ask(self, verb: str, subject: Subject, **more: object) -> dict[str, Any]:
        guest = subject.guest
        request = {
            "verb": verb,
            "launch": launch_inside(self._level, guest),
            "port": guest.port,
            "stdin": guest.stdin.encode(),
            "outside": self._led_out,
            "ask": subject.ask,
            "speaks_first": subject.speaks_first,
            "status": subject.status,
            "seconds": _START_SECONDS,
            "cpus": (),
            "load": None,
            **more,
        }
        return self._send(request)

    def _send(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            self._connection.sendall(marshal.dumps(request))
            said: dict[str, Any] = marshal.load(self._file)  # noqa: S302 - from our own child
        except (EOFError, OSError) as error:
            raise TrialsEnded(
                "the process that measures starts has ended", why=_said(self._output)
            ) from error
        if "error" in said:
            raise TrialFailed(str(said["error"]))
        return said


@contextmanager
def trials(
    level: Level, surroundings: Surroundings, reaches: Iterable[int] = (), *, writable: Path
) -> Iterator[Trials]:
    """Where the level has a network of its own, so have the programs: any port is theirs.

    reaches: ports of this machine's 127.0.0.1 that they reach all the same. writable: the folder
    that their roots are in.

    Raises EngineFailed.
    """
    with scratch() as folder, socket.socket(socket.AF_UNIX) as listener, TemporaryFile() as output:
        path = str(folder / "s")
        listener.bind(path)
        listener.listen()
        listener.settimeout(_UP_SECONDS)
        own = "own" if level.own_network else "machine"
        words = ("-I", "-S", "-c", _CHILD, _PACKAGES, own, path)
        more = ("--dev", "/dev", "--bind", str(writable), str(writable))
        command, programs = in_namespaces(level, words, unshare=_UNSHARE, more=more)
        with beside(command, replace(surroundings, programs=programs), output):
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                raise EngineFailed(
                    "the process that measures starts does not come up", why=_said(output)
                ) from None
            with connection:
                connection.settimeout(None)
                with unix_sockets(reaches if level.own_network else ()) as led_out:
                    yield Trials(level, connection, output, led_out)


def _said(output: IO[bytes]) -> str:
    output.seek(0)
    return output.read().decode("utf-8", "replace").strip()[-500:] or "it printed nothing"
