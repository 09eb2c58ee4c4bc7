"""The build context: which of its files an image may be made of."""

from __future__ import annotations

import errno
import os
import posixpath
import stat
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from e2b_dockerfile_utils import PatternMatcher

from slimgo.errors import BadInput
from slimgo.oci.dockerfile.stage import EACH_FILE

_MOST_LINKS = 255
"""As BuildKit follows (containerd's continuity/fs)."""


def sources(named: Iterable[str], context: Path, ignore_file: Path) -> Mapping[str, Path]:
    """Each source of COPY and ADD -> the regular file that stands for it, links followed.

    ignore_file: in .dockerignore's syntax; need not exist. Raises BadInput.
    """
    root = context.resolve()
    if not root.is_dir():
        raise BadInput(f"the context {context} is no folder", cure="name the folder to build from")
    ignored = _ignored(ignore_file)
    return {source: _source(source, root, ignored, ignore_file.name) for source in named}


def _ignored(ignore_file: Path) -> PatternMatcher:
    try:
        # not read_text: BuildKit ends a line at \n only, and takes one \r before it away
        text = ignore_file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return PatternMatcher([])
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{ignore_file} cannot be read", why=str(error)) from None
    try:
        # Python warns of patterns like `[[]`, whose meaning in a regular expression may change
        with warnings.catch_warnings(action="ignore", category=FutureWarning):
            return PatternMatcher(_lines(text))
    except ValueError as error:
        raise BadInput(f"{ignore_file}: {error}", cure="mend the pattern") from None


def _lines(text: str) -> list[str]:
    """Raises ValueError where BuildKit does and PatternMatcher does not."""
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    for line in lines:
        kept = line.strip()
        rest = kept[1:].strip()
        if kept.startswith("!") and rest.startswith("/") and posixpath.normpath(f"/.{rest}") == "/":
            raise ValueError(f"{line!r} names nothing")
    return lines


def _source(source: str, root: Path, ignored: PatternMatcher, ignore_name: str) -> Path:
    path = root / source
    try:
        path = _followed(root, source)
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        # an ignored file is told as ignored, be it there or not
        _refuse_ignored(source, source, ignored, ignore_name)
        raise _missing(source, root, path) from None
    except OSError as error:
        raise BadInput(f"COPY {source}: it cannot be read", why=error.strerror or "") from None
    for name in (source, path.relative_to(root).as_posix()):
        _refuse_ignored(source, name, ignored, ignore_name)
    if not stat.S_ISREG(mode):
        kind = "a folder" if stat.S_ISDIR(mode) else "no regular file"
        raise BadInput(
            f"COPY {source}: it is {kind}",
            cure=EACH_FILE if stat.S_ISDIR(mode) else "name a regular file",
        )
    return path


def _followed(root: Path, source: str) -> Path:
    """Where a source leads, every link followed as BuildKit does: the context is the root of an
    absolute one, and none climbs above it (tonistiigi/fsutil, followlinks.go).

    Raises OSError for a circle; the last place may not be there.
    """
    path, left, links = root, list(PurePosixPath(source).parts), 0
    while left:
        part = left.pop(0)
        if part.startswith("/"):
            path = root
            continue
        if part == "..":
            path = path if path == root else path.parent
            continue
        path /= part
        if path.is_symlink():
            links += 1
            if links > _MOST_LINKS:
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
            left = [*PurePosixPath(os.readlink(path)).parts, *left]  # noqa: PTH115  as it is written
            path = path.parent
    return path


def _missing(source: str, root: Path, path: Path) -> BadInput:
    """path: where the source leads."""
    led = path.relative_to(root).as_posix()
    if led == source:
        return BadInput(
            f"COPY {source}: there is no such file in {root}",
            cure=f"make {source}, or name a file that is there",
        )
    return BadInput(
        f"COPY {source}: there is no such file in {root}",
        why=f"its link leads to {led} there: an absolute one begins at the context",
        cure=f"make {led}, or copy the file itself to {source}",
    )


def _refuse_ignored(source: str, name: str, ignored: PatternMatcher, ignore_name: str) -> None:
    if ignored.matches(name):
        raise BadInput(
            f"COPY {source}: {ignore_name} keeps it out of the context",
            cure=f"add a line !{name} to {ignore_name}",
        )
