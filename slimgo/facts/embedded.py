"""The folders in which a new file would become embedded: where //go:embed patterns look."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

_WILD = frozenset("*?[\\")
_BEYOND_US = frozenset("[\\")


def watched(folder: Path, patterns: Iterable[str]) -> set[Path]:
    """Files and folders, as absolute as the package's folder is.

    What is too many costs only a question to Go, so brackets and backslashes match everything.
    """
    found: set[Path] = set()
    for pattern in patterns:
        found.update(_matched(folder, pattern.removeprefix("all:").split("/")))
    return found


def _matched(path: Path, segments: list[str]) -> Iterator[Path]:
    if not segments:
        yield from _below(path)
        return
    first, *rest = segments
    if not _WILD & set(first):
        yield from _matched(path / first, rest)
        return
    yield path
    for entry in path.iterdir() if path.is_dir() else ():
        if _BEYOND_US & set(first) or fnmatchcase(entry.name, first):
            yield from _matched(entry, rest)


def _below(path: Path) -> Iterator[Path]:
    """The path itself, and of a folder every folder below. No link is followed, as in Go."""
    yield path
    if not path.is_symlink():
        for where, folders, _ in os.walk(path):
            yield from (Path(where, name) for name in folders)
