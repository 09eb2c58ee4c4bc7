"""What a program needs beside it while it is probed: a database, a queue."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Companion:
    """A command of this machine that serves at a port, and stays in the foreground."""

    name: str
    """What it is called in messages."""
    command: tuple[str, ...]
    """As it is typed in the project's folder."""
    port: int
    """It is ready once it listens there, at 127.0.0.1; there the program reaches it too."""
    seconds: float = 20.0
    """It must be ready within so long."""
