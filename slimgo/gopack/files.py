"""Reading and writing the command line's files: nothing half done, the input untouched."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from slimgo.gopack.carry import carry
from slimgo.gopack.ending import Undone
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


def refuse_what_is_there(path: Path, *, replace: bool) -> None:
    """Raises Refused for a name that `write` would refuse, so that nobody works in vain.

    replace: whether a file may be replaced; a folder or a device never is.
    """
    if os.path.lexists(path) and not replace:
        raise _there(path)
    if path.exists() and not path.is_file():
        raise Refused(f"{path} is no file, and is left as it is", cure="name a file with -o")


def write(
    path: Path,
    data: bytes,
    mode: int,
    approve: Callable[[bytes], None],
    source: Path | None = None,
    *,
    replace: bool = False,
) -> tuple[str, ...]:
    """Writes beside, has approved what was written, and gives it its name in one step.

    mode: the file's permissions. source: whose other attributes it takes over; what it cannot is
    said, a line each. Whatever happens, the name holds what it held or the whole new file. Raises
    Refused where the place cannot be written, or a file is there that replace does not allow to
    replace: also one that appeared meanwhile.
    """
    beside = path.with_name(f".{path.name}.{os.urandom(4).hex()}")

    def undo() -> None:
        beside.unlink(missing_ok=True)

    with Undone(undo):
        try:
            with _open(beside) as file:
                file.write(data)
                os.fchmod(file.fileno(), mode)
                file.seek(0)
                approve(file.read())
                missed = carry(source, file.fileno(), path) if source else ()
                refuse_what_is_there(path, replace=replace)
                _publish(file, beside, path, replace=replace)
        except FileExistsError as error:
            raise _there(path) from error
        except OSError as error:
            raise _unwritable(path, error) from error
        else:
            return missed
        finally:
            with contextlib.suppress(OSError):
                undo()


def _open(beside: Path) -> BinaryIO:
    """A file that has no name yet, so that nothing of it stays when this process is killed; where
    there are none such, one by this name."""
    if _OPEN_FILES.is_dir():
        with contextlib.suppress(OSError):
            return os.fdopen(os.open(beside.parent, os.O_TMPFILE | os.O_RDWR, 0o600), "w+b")
    return beside.open("x+b")


def _publish(file: BinaryIO, beside: Path, path: Path, *, replace: bool) -> None:
    """Gives the written file its name. Raises FileExistsError where replace is not allowed, and
    somebody has made a file of that name meanwhile."""
    nameless = not beside.exists()
    if nameless:
        # Any folder will do for a path that is whole; without one Python links the link.
        os.link(
            _OPEN_FILES / str(file.fileno()),
            beside if replace else path,
            src_dir_fd=file.fileno(),
        )
    if replace:
        beside.replace(path)
    elif not nameless:
        _rename_to_a_free_name(beside, path)


def _rename_to_a_free_name(beside: Path, path: Path) -> None:
    """As rename(2), which replaces whatever is there, but raises FileExistsError instead."""
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links: an empty file keeps the name meanwhile
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        with Undone(path.unlink):
            try:
                beside.replace(path)
            except OSError:
                path.unlink()
                raise


def _there(path: Path) -> GopackError:
    return Refused(
        f"{path} is there already",
        why="gopack replaces a file only when told to",
        cure="give --force, or name another file with -o",
    )


def _unwritable(path: Path, error: OSError) -> GopackError:
    return Refused(
        f"{path} cannot be written",
        why=error.strerror or str(error),
        cure="name another place with -o",
    )
