"""What the claims are judged by: cells of the matrix, what tools said, images as engines show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from slimgo.values.cell import CellResult


@dataclass(frozen=True, kw_only=True)
class Missing:
    """Evidence that cannot be had here. cure: how it could."""

    what: str
    cure: str


@dataclass(frozen=True, kw_only=True)
class Heard:
    """How a program ended, as a shell says it, and what it printed."""

    status: int
    words: str


@dataclass(frozen=True, kw_only=True)
class ImageSeen:
    """An image of one program. size_bytes: what the engine calls its size, meaning: by what.

    exact: whether it means the bytes of its files. files: their paths. program_bytes: the size
    of the program that was copied into it.
    """

    size_bytes: int
    meaning: str
    exact: bool
    files: tuple[str, ...]
    files_bytes: int
    program_bytes: int


@dataclass(frozen=True, kw_only=True)
class Effort:
    """What one of UPX's ways to pack made of a program, and how long it took."""

    flags: str
    size_bytes: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Efforts:
    """A record of all of them on one program. versions: tool -> version."""

    versions: tuple[tuple[str, str], ...]
    machine: tuple[tuple[str, str], ...]
    unpacked_bytes: int
    efforts: tuple[Effort, ...]


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """cells: by identifier. heard: by a name such as `gdb -w`. images: by engine.

    pull_bytes: by cell, what a registry would transfer of its program.
    """

    cells: Mapping[str, CellResult]
    heard: Mapping[str, Heard | Missing]
    images: Mapping[str, ImageSeen | Missing]
    pull_bytes: Mapping[str, int]
    efforts: Efforts
