"""What is at a path, and whether it has changed since it was looked at."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Mapping

from slimgo.values.sources import Seen

_TICK_NS = 100_000_000
"""A file's times are those of the kernel's last tick, which may lie some 10 ms back."""


def look(path: str) -> Seen:
    """A link counts as what it leads to. What cannot be read is absent, as it is for Go."""
    try:
        status = os.stat(path)  # noqa: PTH116  a thousand files: Path doubles the time
        if stat.S_ISDIR(status.st_mode):
            return Seen(kind="folder", sha256=_names(path))
        if not stat.S_ISREG(status.st_mode):  # a pipe would be waited for
            return Seen(kind="absent")
        with open(path, "rb") as file:  # noqa: PTH123
            content = hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):  # ValueError: a name with a zero byte
        return Seen(kind="absent")
    return Seen(kind="file", stamp=_stamp(status), sha256=content)


def same(seen: Mapping[str, Seen]) -> dict[str, Seen] | None:
    """The same with today's stamps; None where anything is not as it was.

    A file with all four numbers of its stamp unchanged is not read: ctime, which no program can
    set, gives away an edit that keeps size and time. A file that was only touched is the same.
    """
    now = {}
    for path, before in seen.items():
        found = before if before.kind == "file" and before.stamp == _stamp_at(path) else look(path)
        if (found.kind, found.sha256) != (before.kind, before.sha256):
            return None
        now[path] = found
    return now


def settled(paths: Iterable[str], before_ns: int) -> bool:
    """Whether all that is there had its present content and entries before that moment."""
    times = (_times(path) for path in paths)
    return all(time_ns < before_ns - _TICK_NS for time_ns in times)


def _times(path: str) -> int:
    try:
        status = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return 0
    return max(status.st_mtime_ns, status.st_ctime_ns)


def _stamp_at(path: str) -> tuple[int, ...]:
    try:
        return _stamp(os.stat(path))  # noqa: PTH116
    except OSError:
        return ()


def _stamp(status: os.stat_result) -> tuple[int, ...]:
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def _names(folder: str) -> str:
    with os.scandir(folder) as entries:
        kinds = sorted(f"{_kind(entry)}{entry.name}" for entry in entries)
    return hashlib.sha256("\0".join(kinds).encode("utf-8", "surrogateescape")).hexdigest()


def _kind(entry: os.DirEntry[str]) -> str:
    """Its own kind, not that of what it leads to: //go:embed follows no links."""
    if entry.is_symlink():
        return "l"
    return "d" if entry.is_dir() else "f"
