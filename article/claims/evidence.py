"""What the claims are judged by: cells of the matrix, what tools said, images as engines show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from slimgo.values.cell import CellResult


@dataclass(frozen=True, kw_only=True)
class Missing:
    """Evidence that cannot be had here."""

    what: str
    cure: str
    """How it could."""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """How a program ended, as a shell says it, and what it printed."""

    status: int
    words: str


@dataclass(frozen=True, kw_only=True)
class ImageSeen:
    """An image of one program."""

    size_bytes: int
    """What the engine calls its size, meaning: by what."""
    meaning: str
    exact: bool
    """Whether it means the bytes of its files."""
    files: tuple[str, ...]
    """Their paths."""
    files_bytes: int
    program_bytes: int
    """The size of the program that was copied into it."""


@dataclass(frozen=True, kw_only=True)
class Effort:
    """What one of UPX's ways to pack made of a program, and how long it took."""

    flags: str
    size_bytes: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Efforts:
    """A record of all of them on one program."""

    versions: tuple[tuple[str, str], ...]
    """Tool -> version."""
    machine: tuple[tuple[str, str], ...]
    unpacked_bytes: int
    efforts: tuple[Effort, ...]


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Everything that the judges of the claims look at."""

    cells: Mapping[str, CellResult]
    """By identifier."""
    heard: Mapping[str, Heard | Missing]
    """By a name such as `gdb -w`."""
    images: Mapping[str, ImageSeen | Missing]
    """By engine."""
    pull_bytes: Mapping[str, int]
    """By cell, what a registry would transfer of its program."""
    efforts: Efforts
