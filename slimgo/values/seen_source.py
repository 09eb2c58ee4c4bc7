"""What the source of a program shows before it is built."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SeenPort:
    """A port that stands in the source."""

    port: int
    where: str
    """`cmd/server/main.go:24`, from the project's folder."""


@dataclass(frozen=True, kw_only=True)
class SeenSource:
    """A program's source, looked at."""

    imports: frozenset[str]
    """The import paths of all packages that it is made of, the standard library's too."""
    ports: tuple[SeenPort, ...]
    """Those in the files of its own module, in the order of the files; each port once."""
    cgo: tuple[str, ...]
    """Files outside the standard library that import "C"."""
