"""Who an image's program runs as."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Account:
    """The numbers and the home folder that an engine gives to the image's USER."""

    uid: int = 0
    gid: int = 0
    groups: tuple[int, ...] = ()
    """Supplementary groups, without the primary one."""
    home: str = "/"
    """What HOME is set to where the image does not set it."""
