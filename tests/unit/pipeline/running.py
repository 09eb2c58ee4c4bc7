"""A started program that is small and real, and a sandbox that starts nothing else."""

from __future__ import annotations

import socket
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import NoReturn, Self

from slimgo.errors import EngineFailed
from slimgo.sandbox.level import Level
from slimgo.sandbox.starts.sweep import Starter
from slimgo.values.guest import Guest
from slimgo.values.running import Change, Exit
from slimgo.values.surrounding import PairOfStarts, StartOutcome, Surrounding


def _no_launch(_: Guest) -> NoReturn:
    raise AssertionError("unit tests start nothing")


ANSWERS = StartOutcome(kind="answers")
GONE = 1 << 23
"""A number that no process has: Linux counts to 1 << 22."""
LEVEL = Level(name="a fake", lacks="", own_network=True, own_root=True, launch=_no_launch)


@dataclass
class FakeRunning:
    """A program that answers every path with the same words, and ends on a signal."""

    words: str = "hello"
    status: int | None = 0
    """None for one that no signal ends."""
    at_once: bool = False
    """Whether it ends by itself."""
    unreachable: str = ""
    """Why nothing connects to it; empty for one that listens."""
    written: tuple[Change, ...] = ()
    pid: int | None = None
    began: float = 0.0
    not_shown: tuple[tuple[str, str], ...] = ()
    asked: list[str] = field(default_factory=list)
    left: ExitStack = field(default_factory=ExitStack)
    """What goes when it is closed."""
    _ended: Exit | None = None

    def connect(self, timeout_seconds: float) -> socket.socket:
        if self.unreachable:
            raise EngineFailed(self.unreachable)
        ours, theirs = socket.socketpair()
        ours.settimeout(timeout_seconds)
        threading.Thread(target=self._answer, args=(theirs,), daemon=True).start()
        return ours

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            heard = connection.recv(65536).decode().split()
            if heard:
                self.asked.append(heard[1])
                body = self.words.encode()
                head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
                connection.sendall(head.encode() + body)

    def stop(self, signal: int, deadline_seconds: float) -> Exit | None:  # noqa: ARG002
        if self.status is not None:
            self._ended = Exit(status=self.status, seconds=0.001)
        return self._ended

    def ended(self) -> Exit | None:
        if self.at_once and self.status is not None:
            return Exit(status=self.status, seconds=0.0)
        return self._ended

    def output(self) -> str:
        return self.words

    def changes(self) -> tuple[Change, ...] | None:
        return self.written

    def close(self) -> None:
        self.left.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


@dataclass
class FakeSandbox:
    """Takes the place of `slimgo.sandbox.launch.start`. started: each guest."""

    words: str = "hello"
    status: int | None = 0
    at_once: bool = False
    unreachable: str = ""
    pid: int | None = None
    started: list[Guest] = field(default_factory=list)
    levels: list[Level] = field(default_factory=list)
    programs: list[bytes] = field(default_factory=list)
    """What was started, each as it was at its start."""
    roots: list[dict[str, int]] = field(default_factory=list)
    """What each found in its root, with its mode."""
    asked: list[str] = field(default_factory=list)

    def start(self, program: Guest, level: Level, *, left: ExitStack | None = None) -> FakeRunning:
        self.started.append(program)
        self.levels.append(level)
        self.roots.append(
            {path.name: path.stat().st_mode & 0o777 for path in program.root.iterdir()}
        )
        alone = program.root / "program"
        program_of_image = program.root / program.argv[0].lstrip("/")
        self.programs.append((alone if alone.is_file() else program_of_image).read_bytes())
        return self.running(left=left or ExitStack())

    def running(self, *, left: ExitStack) -> FakeRunning:
        return FakeRunning(
            words=self.words,
            status=self.status,
            at_once=self.at_once,
            unreachable=self.unreachable,
            pid=self.pid,
            asked=self.asked,
            left=left,
        )


@dataclass
class FakeSweep:
    """Takes the place of `slimgo.sandbox.starts.sweep.pairs`. programs: the two of each call."""

    packed: StartOutcome = ANSWERS
    """What comes of the packed program; the unpacked one answers."""
    packed_of: dict[tuple[str, ...], StartOutcome] = field(default_factory=dict)
    """The same where it is given these arguments."""
    impossible: EngineFailed | None = None
    starters: list[Starter] = field(default_factory=list)
    programs: list[tuple[bytes, bytes]] = field(default_factory=list)
    tables: list[Sequence[Surrounding]] = field(default_factory=list)
    guests: list[tuple[Guest, Guest]] = field(default_factory=list)

    def pairs(
        self, starter: Starter, unpacked: Guest, packed: Guest, table: Sequence[Surrounding]
    ) -> tuple[PairOfStarts, ...]:
        if self.impossible:
            raise self.impossible
        self.starters.append(starter)
        one, other = ((guest.root / "program").read_bytes() for guest in (unpacked, packed))
        self.programs.append((one, other))
        self.tables.append(table)
        self.guests.append((unpacked, packed))
        outcome = self.packed_of.get(packed.argv[1:], self.packed)
        return tuple(
            PairOfStarts(surrounding=each.name, unpacked=(ANSWERS,), packed=outcome)
            for each in table
        )
