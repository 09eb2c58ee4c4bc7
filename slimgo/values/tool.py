"""A program that was found, and which one exactly."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Tool:
    """A program of others that steps run."""

    name: str
    """As people call it (`go`, `upx`)."""
    version: str
    path: Path
    origin: str
    """Why this one, in a clause."""
    identity: str
    """What a fingerprint takes of it: version, size and time of its file."""
