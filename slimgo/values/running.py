"""A program that was started, whichever way."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import Protocol, Self


@dataclass(frozen=True, kw_only=True)
class Exit:
    """How a program ended."""

    status: int
    """0–255, 128 + n when signal n ended it, as a shell says it."""
    seconds: float
    """From the request to stop until it was gone."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """A file or folder that a program made, changed or removed in its image's files."""

    kind: str
    """`added`, `changed` or `deleted`."""
    path: str
    size_bytes: int | None
    """What the file holds now; None where the engine does not say."""


class Running(Protocol):
    """A started program that serves one TCP port, and that only this object can reach or end.

    Usable as a context manager: leaving it ends the program and removes all it left.
    """

    @property
    def pid(self) -> int | None:
        """Its process on this machine, or None where it cannot be seen."""

    @property
    def began(self) -> float:
        """The monotonic time, in seconds, at which the program was let go: what had to be made
        ready for it lies before."""

    def connect(self, timeout_seconds: float) -> socket.socket:
        """A new connection to the program's port, and to no other program's.

        Raises ConnectionError or TimeoutError while it does not listen; EngineFailed when
        the program has ended, with the last lines it printed.
        """

    def stop(self, signal: int, deadline_seconds: float) -> Exit | None:
        """Sends the signal and waits. None when it still runs at the deadline."""

    def ended(self) -> Exit | None:
        """How it ended if it has, without waiting."""

    def output(self) -> str:
        """The last lines it wrote, standard output and error together."""

    def changes(self) -> tuple[Change, ...] | None:
        """What it wrote into its image's files, all of which goes with it; None where untold."""

    @property
    def not_shown(self) -> tuple[tuple[str, str], ...]:
        """What a container has and this one could not show: each trait, and why."""

    def close(self) -> None:
        """Ends it by force if it still runs, and removes what it left. May be called twice."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...
