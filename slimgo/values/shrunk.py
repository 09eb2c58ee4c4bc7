"""What became of an image that exists when it was made smaller."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    """A file, folder or link of the original that the smaller image has, too."""

    path: str
    why: str
    size_bytes: int
    """Of a regular file; 0 for the rest."""


@dataclass(frozen=True, kw_only=True)
class Gone:
    """What went of one folder, and of those in it."""

    folder: str
    files: int
    size_bytes: int


@dataclass(frozen=True, kw_only=True)
class Shrunk:
    """The original in numbers, what was kept of it, and what went."""

    name: str
    """The original's, as it was typed."""
    disk_size_bytes: int
    pull_bytes: int
    """Its layers as a registry keeps them: those that were not compressed yet as `gzip -6` makes
    them, which is what docker does at a push."""
    own_pull_bytes: int
    """The same without its base: the layers up to the last that a system's packages are in."""
    made_pull_bytes: int = 0
    """Of the smaller image, likewise; 0 before it is made."""
    program: str
    """The path of the program that it starts."""
    kept: tuple[KeptFile, ...]
    gone: tuple[Gone, ...]
    """The largest first."""
    own_gone: tuple[str, ...] = ()
    """Files that went of the layers above its base: who wrote the Dockerfile put them there."""
    unknown: tuple[str, ...] = ()
    """What could not be found out."""
