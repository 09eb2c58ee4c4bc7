"""What a program is given for a start: files in its root, and its standard input."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path

from slimgo.errors import BadInput
from slimgo.plan.given_files import FOLDER_MODE, folders_above, read_given
from slimgo.sandbox.inside import inside
from slimgo.values.image import ImageFile
from slimgo.values.probe import GivenFile


def place_given(
    root: Path, files: Sequence[GivenFile], there: Sequence[ImageFile] = ()
) -> tuple[ImageFile, ...]:
    """Writes the files below the root, in place of what is there.

    there: the image's own files. Returns those that it has afterwards. A link on the way is
    followed within the root; one that stands where a file is to be is replaced. Raises BadInput.
    """
    found = {each.path: each for each in there}
    for file, content, mode in read_given(files):
        path = _resolved(root, file.path)
        for folder in folders_above(path):
            if not (root / folder[1:]).is_dir():
                _made(root / folder[1:], file)
                found[folder] = _roots(folder, "directory", FOLDER_MODE)
        where = root / path[1:]
        if where.is_dir() and not where.is_symlink():
            raise BadInput(
                f"a probe cannot give its program {file.path}", why="it is a folder of the image"
            )
        where.unlink(missing_ok=True)
        where.write_bytes(content)
        where.chmod(mode)
        found[path] = _roots(path, "file", mode)
    return tuple(found.values())


def _made(folder: Path, file: GivenFile) -> None:
    try:
        folder.mkdir()
        folder.chmod(FOLDER_MODE)
    except OSError as error:
        raise BadInput(
            f"a probe cannot give its program {file.path}",
            why=f"no folder can be made on the way: {error.strerror}",
        ) from None


def _resolved(root: Path, path: str) -> str:
    """The path once the links above its last part are followed as in a root of its own."""
    try:
        return f"/{inside(root, path, last=False).relative_to(root).as_posix()}"
    except OSError:
        raise BadInput(
            f"a probe cannot give its program {path}", why="its folder is a loop"
        ) from None


def _roots(path: str, kind: str, mode: int) -> ImageFile:
    return ImageFile(path=path, kind=kind, mode=mode, uid=0, gid=0, size_bytes=0, sha256="")


class Input:
    """A program's standard input: /dev/null, or a pipe in which the words come, then its end."""

    def __init__(self, words: str) -> None:
        self._thread: threading.Thread | None = None
        if not words:
            self.read_end = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
            return
        self.read_end, write_end = os.pipe()
        self._thread = threading.Thread(
            target=_write, args=(write_end, words.encode()), daemon=True
        )
        self._thread.start()

    def started(self) -> None:
        """Our copy of the read end is let go: the program has its own. May be called twice."""
        if self.read_end >= 0:
            os.close(self.read_end)
            self.read_end = -1

    def close(self) -> None:
        """After the program has ended: what it did not read is dropped."""
        self.started()
        if self._thread:
            self._thread.join()


def _write(target: int, raw: bytes) -> None:
    try:
        while raw:
            raw = raw[os.write(target, raw) :]
    except BrokenPipeError:
        pass  # it ended, or closed its standard input, before it had read everything
    finally:
        os.close(target)
