"""Reading and writing the command line's files: nothing half done, the input untouched."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from slimgo.gopack.errors import GopackError, Refused
from slimgo.gopack.executable import MOST_BYTES


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


def write(path: Path, data: bytes, mode: int, approve: Callable[[Path], None]) -> None:
    """Writes beside, has the written file approved, and renames it into place.

    mode: the file's permissions. Whatever happens, the name holds the old file or the whole new
    one. Raises Refused where the place cannot be written.
    """
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise _unwritable(path, error) from error
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        beside.chmod(mode)
        approve(beside)
        beside.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> GopackError:
    return Refused(
        f"{path} cannot be written",
        why=error.strerror or str(error),
        cure="name another place with -o",
    )
