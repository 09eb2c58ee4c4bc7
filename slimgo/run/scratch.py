"""Folders outside the project that last no longer than the process that made them."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = "slimgo-scratch-"


@contextmanager
def scratch() -> Iterator[Path]:
    """A new folder below the system's temporary one, which anyone may enter.

    It is locked, flock(2), for as long as it is used: the kernel lets go of the lock when we are
    killed, and then `sweep` finds it free.
    """
    folder, lock = _locked()
    try:
        # an image's user may be another than the folder's owner
        folder.chmod(0o755)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def sweep(empty: Callable[[Path], None] = lambda _: None) -> None:
    """Removes the folders that killed processes of this user left; those in use stay.

    empty: takes out what shutil.rmtree may not, as files of another user's.
    """
    with os.scandir(tempfile.gettempdir()) as entries:
        found = [Path(entry.path) for entry in entries if entry.name.startswith(_PREFIX)]
    for folder in found:
        with suppress(OSError):  # in use, or gone meanwhile
            if folder.lstat().st_uid != os.geteuid():
                continue
            lock = _lock(folder)
            try:
                shutil.rmtree(folder, ignore_errors=True)
                if folder.exists():
                    empty(folder)
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)


def _locked() -> tuple[Path, int]:
    """A new folder and its lock. One that a sweep takes before it is locked is let go."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        try:
            lock = _lock(folder)
        except (BlockingIOError, FileNotFoundError):
            continue
        except OSError:  # a file system without locks, where no sweep can take it either
            lock = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        if folder.is_dir():
            return folder, lock
        os.close(lock)


def _lock(folder: Path) -> int:
    """The locked folder's descriptor. Raises BlockingIOError where it is in use."""
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BaseException:
        os.close(lock)
        raise
    return lock
