"""What a build is made of, and what was seen when Go said so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A Go file outside the standard library that imports "C" and is left out with cgo off."""

    package: str
    """Its package's import path."""

    file: str
    """Its name in the package's folder."""


@dataclass(frozen=True, kw_only=True)
class Sources:
    """What Go says a build is made of."""

    complete: bool
    """False where Go could not list it all: then nothing may be taken for up to date."""

    inputs: tuple[tuple[str, str], ...] = ()
    """What it is, and sha256 of its content or its own text; the same on every machine."""

    package: str = ""
    """The name in the package clause of what is built: `main` for a program."""

    left_out: tuple[LeftOut, ...] = ()
    """Files that would be part of the build with cgo on."""

    compiler: str = ""
    """Path, size and time of the C compiler; empty where none is used."""

    @property
    def is_program(self) -> bool:
        """False where Go says that it is another package than main."""
        return self.package in {"", "main"}


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What stood at a path."""

    kind: Literal["absent", "file", "folder"]

    stamp: tuple[int, ...] = ()
    """Of a file: size in bytes, mtime and ctime in ns since the epoch, inode."""

    sha256: str = ""
    """Of a file's content, or of the names and kinds of a folder's entries."""


@dataclass(frozen=True, kw_only=True)
class KnownSources:
    """An answer of Go that holds as long as everything that it was read from is the same."""

    asked: str
    """Go's identity and the environment that it was asked in."""

    seen: Mapping[str, Seen]
    """By absolute path: every file and folder that Go's answer depends on."""

    sources: Sources
