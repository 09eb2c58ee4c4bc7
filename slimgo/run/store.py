"""The build folder: files are written beside and renamed, by one run at a time, with records."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from slimgo.errors import BadInput

_EXECUTABLE = 0o755


@dataclass(frozen=True, kw_only=True)
class Store:
    """The build folder of one project. Its own state stands in `.slimgo` inside."""

    build: Path

    @property
    def state(self) -> Path:
        return self.build / ".slimgo"

    @property
    def lock(self) -> Path:
        return self.state / "lock"

    @property
    def parts(self) -> Path:
        """Where half-made files stand; whoever holds the lock may clear all of `parts`.

        Each run has its own: a process that a killed run started may still write into that run's.
        """
        return self.state / "parts" / str(os.getpid())

    @contextmanager
    def locked(self, waiting: Callable[[str], None]) -> Iterator[None]:
        """Locks the build folder for this process; waits for another run, and says so.

        The kernel releases the lock when the process ends, however it ends. What an earlier
        run left half made is removed. Raises BadInput where the folder cannot be written.
        """
        try:
            self.state.mkdir(parents=True, exist_ok=True)
            lock = os.open(self.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as error:
            raise BadInput(
                f"{self.build} cannot be written",
                why=error.strerror or str(error),
                cure="make the project's folder writable, or work in a copy of it",
            ) from error
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = os.pread(lock, 20, 0).decode("ascii", "replace").strip()
                waiting(f"another run (process {holder}) works in {self.build.name}/: waiting")
                fcntl.flock(lock, fcntl.LOCK_EX)
            with suppress(OSError):  # a full disk: the lock holds all the same
                os.ftruncate(lock, 0)
                os.pwrite(lock, str(os.getpid()).encode(), 0)
            shutil.rmtree(self.parts.parent, ignore_errors=True)
            self.parts.mkdir(parents=True)
            yield
        finally:
            shutil.rmtree(self.parts, ignore_errors=True)
            os.close(lock)

    @contextmanager
    def beside(self, final: Path) -> Iterator[Path]:
        """A temporary path for `final`, on the same file system; call keep() to rename it.

        A file there that was not kept is removed at the end.
        """
        part = self.parts / final.name
        part.unlink(missing_ok=True)
        try:
            yield part
        finally:
            part.unlink(missing_ok=True)

    def keep(self, part: Path, final: Path) -> None:
        """Renames a finished program in one step; its mode is 0755 under any umask."""
        part.chmod(_EXECUTABLE)
        part.replace(final)

    def read(self, name: str) -> bytes:
        """A record, or nothing where there is none."""
        try:
            return (self.state / f"{name}.json").read_bytes()
        except OSError:
            return b""

    def forget(self, name: str) -> None:
        """Removes a record, so that what it was about is made and checked again."""
        (self.state / f"{name}.json").unlink(missing_ok=True)

    def write(self, name: str, content: bytes) -> None:
        """Writes a record: whole or not at all. A `/` in its name is a folder."""
        path = self.state / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file beside the path and renames it; writes directly to a device or a pipe.

    Follows a link and replaces what it leads to. Raises BadInput where that cannot be done.
    """
    part = None
    try:
        final = path.resolve()
        if final.exists() and not final.is_file():
            final.write_bytes(content)
            return
        part = final.with_name(f".{final.name}.{os.getpid()}-{os.urandom(4).hex()}")
        part.write_bytes(content)
        part.replace(final)
    except (OSError, ValueError) as error:
        raise BadInput(
            f"{path} cannot be written",
            why=getattr(error, "strerror", None) or str(error),
            cure="name a file in a folder that exists and is writable",
        ) from error
    finally:
        if part:
            with suppress(OSError):  # the folder may be no folder; the first error says so
                part.unlink(missing_ok=True)
