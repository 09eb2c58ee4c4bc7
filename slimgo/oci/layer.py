"""A layer: an uncompressed tar whose bytes depend on the files and the plan alone."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

from slimgo.errors import BadInput
from slimgo.oci.modes import image_mode
from slimgo.oci.tar_writer import BLOCK, header, padding
from slimgo.values.image import Copy, Directory

_CHUNK = 1 << 20


class Hashed:
    """Passes bytes on, and knows their digest and their number."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self._hash = hashlib.sha256()
        self.size_bytes = 0

    def write(self, data: bytes) -> None:
        self._hash.update(data)
        self.size_bytes += len(data)
        self._sink.write(data)

    @property
    def digest(self) -> str:
        return "sha256:" + self._hash.hexdigest()


def write_layer(
    sink: Hashed,
    copies: Iterable[Copy],
    directories: Iterable[Directory],
    sources: Mapping[str, Path],
    *,
    mtime: int,
) -> None:
    """Writes the entries sorted by path, all with the same time (seconds since 1970).

    A file's mode is what COPY --chmod says, else plan.modes decides.
    Raises BadInput for a file that cannot be read, or changes meanwhile.
    """
    entries: dict[str, Copy | Directory] = {folder.path: folder for folder in directories}
    entries |= {copy.target: copy for copy in copies}
    for path in sorted(entries):
        entry = entries[path]
        name = path.lstrip("/")
        if isinstance(entry, Copy):
            try:
                with sources[entry.source].open("rb", buffering=0) as file:
                    _write_file(sink, name, entry, file, mtime)
            except OSError as error:
                why = error.strerror or ""
                raise BadInput(f"COPY {entry.source}: it cannot be read", why=why) from None
        else:
            sink.write(
                header(name, mode=0o755, uid=entry.uid, gid=entry.gid, mtime=mtime, directory=True)
            )
    sink.write(bytes(2 * BLOCK))


def _write_file(sink: Hashed, name: str, copy: Copy, file: BinaryIO, mtime: int) -> None:
    status = os.fstat(file.fileno())
    size = status.st_size
    mode = copy.mode
    if mode is None:
        mode = image_mode(status.st_mode)
    sink.write(header(name, size_bytes=size, mode=mode, uid=copy.uid, gid=copy.gid, mtime=mtime))
    left = size
    while chunk := file.read(_CHUNK):
        left -= len(chunk)
        sink.write(chunk)
    if left:
        raise BadInput(f"COPY {copy.source}: it changes while it is read", cure="try again")
    sink.write(padding(size))
