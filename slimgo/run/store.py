"""Files that survive a run: written beside and renamed, one run at a time, with records."""

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

        A folder of this run's own: what a killed run started may still be writing in its own.
        """
        return self.state / "parts" / str(os.getpid())

    @contextmanager
    def locked(self, waiting: Callable[[str], None]) -> Iterator[None]:
        """Holds the build folder for this process; waits for another run, and says so.

        The kernel lets go of the lock when the process ends, however it ends. What an earlier
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
        """A path for a file that is not yet what it shall be; `keep` gives it its name.

        Nothing is left of it afterwards unless it was kept.
        """
        part = self.parts / final.name
        part.unlink(missing_ok=True)
        try:
            yield part
        finally:
            part.unlink(missing_ok=True)

    def keep(self, part: Path, final: Path) -> None:
        """Gives a finished program its name in one step, the same mode under any umask."""
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
        """Writes a record: whole or not at all."""
        write_whole(self.state / f"{name}.json", content)


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file beside and renames it; a device or a pipe, which has no beside, as it is.

    What a link leads to is written, not the link. Raises BadInput where that cannot be done.
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
