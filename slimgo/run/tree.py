"""A folder's files with their owners, modes and changes.

Imported by the fork server, so it imports little.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator

Entry = tuple[str, int, int, int]
"""A path from the folder on (`/`, `/app`), its mode, uid and gid."""
Seen = dict[str, tuple[int, int, int, int, int, int]]
"""Path -> st_mode, st_size, st_mtime_ns, st_ctime_ns, st_uid, st_gid."""


def place(root: str, entries: Iterable[Entry]) -> None:
    """Gives each file its owner and mode, those in a folder before the folder. Raises OSError."""
    for path, mode, uid, gid in sorted(entries, reverse=True):
        where = root + path
        os.chown(where, uid, gid, follow_symlinks=False)
        os.chmod(where, mode)  # noqa: PTH101 - pathlib is slow to import


def snapshot(root: str) -> Seen:
    """All that lies below the folder, links not followed."""
    seen: Seen = {}
    for path in _walk(root):
        try:
            found = os.lstat(root + path)
        except FileNotFoundError:
            continue
        seen[path] = (
            found.st_mode,
            found.st_size,
            found.st_mtime_ns,
            found.st_ctime_ns,
            found.st_uid,
            found.st_gid,
        )
    return seen


def differences(before: Seen, after: Seen) -> list[tuple[str, str, int]]:
    """(kind, path, bytes) of what was `added`, `changed` and `deleted`, sorted by path.

    A folder counts as changed where its owner or mode did, not for what lies in it.
    """
    found = [("deleted", path, 0) for path in before if path not in after]
    for path, now in after.items():
        was = before.get(path)
        if was is None:
            found.append(("added", path, now[1] if stat.S_ISREG(now[0]) else 0))
        elif _meaning(was) != _meaning(now):
            found.append(("changed", path, now[1] if stat.S_ISREG(now[0]) else 0))
    return sorted(found, key=lambda each: each[1])


def _meaning(seen: tuple[int, int, int, int, int, int]) -> tuple[int, ...]:
    return (seen[0], *seen[4:]) if stat.S_ISDIR(seen[0]) else seen


def empty(root: str) -> None:
    """Removes all that lies in the folder, also where modes forbid it. What cannot go stays."""
    for path in [*_walk(root, open_up=True)][::-1]:
        try:
            where = root + path
            if stat.S_ISDIR(os.lstat(where).st_mode):
                os.rmdir(where)  # noqa: PTH106 - pathlib is slow to import
            else:
                os.unlink(where)  # noqa: PTH108 - pathlib is slow to import
        except OSError:
            continue
    with contextlib.suppress(OSError):  # somebody else's, who has done it
        # so that whoever owns the folder above can remove this one
        os.chmod(root, 0o755)  # noqa: PTH101, S103 - it is empty


def _walk(root: str, *, open_up: bool = False) -> Iterator[str]:
    """Every path below the folder, a folder before what lies in it."""
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            if open_up:
                os.chmod(root + folder, 0o700)  # noqa: PTH101 - pathlib is slow to import
            with os.scandir(root + folder + "/") as entries:
                found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
        except OSError:
            continue
        for name, is_folder in sorted(found):
            yield f"{folder}/{name}"
            if is_folder:
                waiting.append(f"{folder}/{name}")
