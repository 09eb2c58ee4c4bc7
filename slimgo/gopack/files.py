"""Reading and writing the command line's files: nothing half done, the input untouched."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from slimgo.gopack.carry import carry
from slimgo.gopack.errors import GopackError, Refused
from slimgo.gopack.segments import MOST_BYTES

_OPEN_FILES = Path("/proc/self/fd")


def read(path: Path) -> bytes:
    """Raises Refused for what is no file that could be packed."""
    try:
        if not path.is_file():
            raise Refused(f"{path} is no file" if path.exists() else f"there is no file {path}")
        if path.stat().st_size > MOST_BYTES:
            raise Refused(f"{path} is too large", why="2 GiB is more than gopack packs")
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"{path} cannot be read", why=error.strerror or str(error)) from error


def write(
    path: Path,
    data: bytes,
    mode: int,
    approve: Callable[[bytes], None],
    source: Path | None = None,
) -> tuple[str, ...]:
    """Writes beside, has approved what was written, and renames it into place.

    mode: the file's permissions. source: whose other attributes it takes over; what it cannot is
    said, a line each. Whatever happens, the name holds the old file or the whole new one. Raises
    Refused where the place cannot be written.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with _open(beside) as file:
            file.write(data)
            os.fchmod(file.fileno(), mode)
            file.seek(0)
            approve(file.read())
            missed = carry(source, file.fileno(), path) if source else ()
            if not beside.exists():
                # Any folder will do for a path that is whole; without one Python links the link.
                os.link(_OPEN_FILES / str(file.fileno()), beside, src_dir_fd=file.fileno())
        beside.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    else:
        return missed
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def _open(beside: Path) -> BinaryIO:
    """A file that has no name yet, so that nothing of it stays when this process is killed; where
    there are none such, one by this name."""
    if _OPEN_FILES.is_dir():
        with contextlib.suppress(OSError):
            return os.fdopen(os.open(beside.parent, os.O_TMPFILE | os.O_RDWR, 0o600), "w+b")
    return beside.open("x+b")


def _unwritable(path: Path, error: OSError) -> GopackError:
    return Refused(
        f"{path} cannot be written",
        why=error.strerror or str(error),
        cure="name another place with -o",
    )
