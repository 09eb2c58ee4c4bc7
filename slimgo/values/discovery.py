"""What a program does by itself when it is started without arguments."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Discovery:
    """What a start without arguments showed."""

    status: int | None
    """What it ended with; None where it still ran."""
    ports: tuple[int, ...] = ()
    """Where it then listened, over TCP."""
    words: str = ""
    """The last lines it printed."""
