"""How the program of an image is started."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.values.probe import NOTHING, Given


@dataclass(frozen=True, kw_only=True)
class Start:
    """One start, whichever engine does it."""

    port: int = 0
    """Where the program listens inside; 0 for nowhere."""
    host_port: int | None = None
    """Where 127.0.0.1 publishes it, with its output passed through to ours; None where only who
    started it can reach it."""
    given: Given = NOTHING
    """Its arguments in place of the image's CMD, and what it finds."""
    reaches: tuple[int, ...] = ()
    """Ports of this machine's 127.0.0.1 that the program reaches at its own."""
    read_only: bool = False
    """Whether it may write nowhere in its image's files."""
