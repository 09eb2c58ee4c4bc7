"""Where a path of a program's root lies on this machine: links never lead out of the root."""

from __future__ import annotations

import errno
import os
from pathlib import Path, PurePosixPath

_MOST_LINKS = 40
"""As many as Linux follows; path_resolution(7)."""


def inside(root: Path, path: str, *, last: bool = True) -> Path:
    """The place of an absolute path once the links on its way are followed as in a root of its own.

    last: whether one that the path itself names is followed, too. What lies behind something that
    is not there is taken as it is written. Raises OSError where links lead in a circle.
    """
    left, at, links = _parts(path), PurePosixPath("/"), 0
    while left:
        part = left.pop(0)
        if part == "..":
            at = at.parent
            continue
        here = at / part
        place = root / str(here)[1:]
        if not place.is_symlink() or not (left or last):
            at = here
            continue
        links += 1
        if links > _MOST_LINKS:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
        target = str(place.readlink())
        at = PurePosixPath("/") if target.startswith("/") else at
        left = _parts(target) + left
    return root / str(at)[1:]


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part not in {"", "."}]
