"""A program that was found, and which one exactly."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Tool:
    """name: as people call it (`go`, `upx`). origin: why this one, in a clause.

    identity: what a fingerprint takes of it: version, size and time of its file.
    """

    name: str
    version: str
    path: Path
    origin: str
    identity: str
