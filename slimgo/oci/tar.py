"""`tar`: a list of files and folders becomes a tar, the same bytes wherever it is made."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from slimgo.errors import BadInput, EngineFailed
from slimgo.oci.mtree import Listed, read_mtree
from slimgo.oci.tar_writer import BLOCK, header, padding

_CHUNK = 1 << 20


def write_tar(listed: Path, out: Path, directory: Path) -> str:
    """Writes the tar, whole or not at all; returns what is to be said of it.

    listed: a file as mtree(5) has it. directory: absolute; where the other paths begin.
    Raises BadInput, EngineFailed.
    """
    try:
        text = (directory / listed).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{listed} cannot be read", why=str(error)) from None
    entries = read_mtree(text)
    place = directory / out
    part = place.with_name(f".{place.name}.{os.getpid()}-{os.urandom(4).hex()}.part")
    try:
        with part.open("xb") as sink:
            for entry in entries:
                _write(sink, entry, directory)
            sink.write(bytes(2 * BLOCK))
        part.replace(place)
    except OSError as error:
        raise EngineFailed(f"{out} cannot be written", why=error.strerror or "") from None
    finally:
        part.unlink(missing_ok=True)
    links = sum(bool(entry.link) for entry in entries)
    folders = sum(entry.is_folder for entry in entries)
    told = [
        _counted(len(entries) - folders - links, "file"),
        _counted(folders, "folder"),
        *([_counted(links, "link")] if links else []),
    ]
    return ", ".join(told)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _write(sink: BinaryIO, entry: Listed, directory: Path) -> None:
    name = entry.path.lstrip("/")
    if entry.is_folder or entry.link:
        sink.write(_header(entry, name, size_bytes=0))
        return
    try:
        with (directory / entry.source).open("rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise BadInput(f"{entry.source} is no regular file")
            left = status.st_size
            sink.write(_header(entry, name, size_bytes=left))
            while left and (chunk := file.read(min(left, _CHUNK))):
                left -= len(chunk)
                sink.write(chunk)
    except OSError as error:
        raise BadInput(f"{entry.source} cannot be read", why=error.strerror or "") from None
    if left:
        raise BadInput(f"{entry.source} changes while it is read", cure="try again")
    sink.write(padding(status.st_size))


def _header(entry: Listed, name: str, *, size_bytes: int) -> bytes:
    return header(
        name,
        size_bytes=size_bytes,
        mode=entry.mode,
        uid=entry.uid,
        gid=entry.gid,
        directory=entry.is_folder,
        link=entry.link,
        mtime=entry.mtime,
    )
