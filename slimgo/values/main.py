"""A package that is a program."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Main:
    """A program to ship."""

    project: Path
    """The folder that its build folder stands in."""
    folder: str
    """Of its module, from there."""
    package: str
    """As `go build` takes it in that folder."""
    name: str
    """What `go build` calls the executable."""
    path: str
    """Its import path."""
