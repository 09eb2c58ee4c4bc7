"""How long a program is watched, and what is started for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from slimgo.values.opened import OpenedName

BEGIN_SECONDS = 60.0
"""How long the kernel may take to begin a program."""


Enough = Callable[[OpenedName], bool]
"""Asked of each name as soon as it is seen; True ends the program."""


@dataclass(frozen=True, kw_only=True)
class Watch:
    """How a program is watched."""

    seconds: float
    """How long it may run, from when the kernel has begun it."""
    enough: Enough = lambda _: False
    grace_seconds: float = 2.0
    """From SIGTERM to SIGKILL, for one that does not end when it was watched enough."""


@dataclass(frozen=True, kw_only=True)
class Start:
    """A program to watch; see `opened`."""

    path: Path
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    user: tuple[int, int]
    port: int
