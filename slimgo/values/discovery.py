"""What a program does by itself when it is started without arguments."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Discovery:
    """status: what it ended with; None where it still ran. ports: where it then listened, over
    TCP. words: the last lines it printed."""

    status: int | None
    ports: tuple[int, ...] = ()
    words: str = ""
