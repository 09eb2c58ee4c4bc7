"""A program that was found, and the toolchain made of them."""

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


@dataclass(frozen=True, kw_only=True)
class Toolchain:
    """What builds and packs."""

    go: Tool
    upx: Tool
