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
LINK = -1
"""The mode of a symbolic link, which has none."""
Seen = dict[str, tuple[int, int, int, int, int, int]]
"""Path -> st_mode, st_size, st_mtime_ns, st_ctime_ns, st_uid, st_gid."""


def place(root: str, entries: Iterable[Entry]) -> None:
    """Gives each file its owner and mode, those in a folder before the folder. Raises OSError."""
    for path, mode, uid, gid in sorted(entries, reverse=True):
        where = root + path
        os.chown(where, uid, gid, follow_symlinks=False)
        if mode != LINK:
            os.chmod(where, mode)  # noqa: PTH101 - pathlib is slow to import


def snapshot(root: str) -> Seen:
    """The folder as `/`, and all that lies below it, links not followed.

    What cannot be looked at, as in a folder that its owner has closed, is there with zeros.
    """
    seen: Seen = {}
    for path in ("/", *_walk(root)):
        try:
            found = os.lstat(root + path)
        except FileNotFoundError:
            continue
        except OSError:
            seen[path] = (0,) * 6
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

    A folder counts as changed where its owner or mode did, or where something was made and taken
    away in it; not for what is there to be told by its own name.
    """
    found = [("deleted", path, 0) for path in before if path not in after]
    told = {_above(path) for path in before.keys() ^ after.keys()}
    for path, now in after.items():
        was = before.get(path)
        if was is None:
            found.append(("added", path, now[1] if stat.S_ISREG(now[0]) else 0))
        elif _meaning(was, times=path not in told) != _meaning(now, times=path not in told):
            found.append(("changed", path, now[1] if stat.S_ISREG(now[0]) else 0))
    return sorted(found, key=lambda each: each[1])


def _meaning(seen: tuple[int, int, int, int, int, int], *, times: bool) -> tuple[int, ...]:
    """Of a folder its mode and owner, and when something in it was made or taken away."""
    if not stat.S_ISDIR(seen[0]):
        return seen
    return (seen[0], *seen[4:], seen[2] if times else 0)


def _above(path: str) -> str:
    return path.rpartition("/")[0] or "/"


def empty(root: str) -> None:
    """Removes all that lies in the folder, also where modes forbid it. What cannot go stays."""
    import shutil  # late: the fork server rarely needs it

    for _ in _walk(root, open_up=True):
        pass  # every folder can be listed and emptied now
    with contextlib.suppress(OSError), os.scandir(root) as entries:
        for entry in [*entries]:
            if entry.is_dir(follow_symlinks=False):
                # by descriptors: a path may be longer than a system call takes
                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                os.unlink(entry.path)  # noqa: PTH108 - pathlib is slow to import
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
