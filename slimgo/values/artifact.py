"""A file we made."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Artifact:
    """path is relative to the project, with `/`; sha256 is of the content, in hex."""

    path: str
    size_bytes: int
    sha256: str
