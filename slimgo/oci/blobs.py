"""An image as an engine exports it: one tar, read without trust and verified as it is read.

Takes what `docker save` writes (20.10: manifest.json beside <id>/layer.tar; 25 and newer: OCI
blobs and manifest.json), what `podman save` writes (docker-archive, oci-archive), and ours.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import posixpath
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from slimgo.errors import Unreadable
from slimgo.oci.tar_reader import CHUNK, Broken, Content, Member, Source, members

_NAMED_BY_DIGEST = re.compile(r"(?:blobs/sha256/)?([0-9a-f]{64})(?:\.json|\.tar)?")
_LARGEST_DOCUMENT = 4 << 20  # docker's limit for a manifest
_LARGEST_LAYER = 4 << 30  # bounds what a compressed layer can become
_MOST_LINKS = 8
_GZIP = b"\x1f\x8b"


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """The exported image in this file. Raises Unreadable, also from what the block reads."""
    # Path.is_file raises for a name that is too long
    if not os.path.isfile(path):  # noqa: PTH113
        raise Unreadable(f"{path} cannot be read as an image", why="there is no such file")
    try:
        with path.open("rb") as file:
            _must_be_plain(file)
            yield Archive(file.fileno(), _places(file))
    except (Broken, OSError) as error:
        why = error.strerror or "" if isinstance(error, OSError) else str(error)
        # names in it may hold line ends, and an error is one line
        why = "\\n".join(why.splitlines())
        raise Unreadable(f"{path} cannot be read as an image", why=why) from None


def _must_be_plain(file: BinaryIO) -> None:
    if file.read(2) == _GZIP:
        raise Broken("it is compressed with gzip as a whole: gunzip it first")
    file.seek(0)


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where a member's bytes are in the tar, or which member it links to."""

    offset: int = 0
    size_bytes: int = 0
    link: str = ""


def _places(file: BinaryIO) -> dict[str, _Place]:
    places: dict[str, _Place] = {}
    for member, _ in members(file):
        if member.kind == "directory":
            continue
        name = posixpath.normpath(member.name)
        if name in places:
            raise Broken(f"{name!r} is in it twice")
        if member.kind == "file":
            places[name] = _Place(offset=file.tell(), size_bytes=member.size_bytes)
        elif member.kind == "symlink":
            target = posixpath.join(posixpath.dirname(name), member.link)
            places[name] = _Place(link=posixpath.normpath(target))
        elif member.kind == "hardlink":
            places[name] = _Place(link=posixpath.normpath(member.link))
    return places


class _Window:
    """Part of an open file, read without moving the file's own position."""

    def __init__(self, descriptor: int, place: _Place) -> None:
        self._descriptor = descriptor
        self._offset = place.offset
        self._left = place.size_bytes

    def read(self, size: int = CHUNK, /) -> bytes:
        chunk = os.pread(self._descriptor, min(size, self._left), self._offset)
        self._offset += len(chunk)
        self._left -= len(chunk)
        return chunk


class _Hashed:
    """Passes bytes on and keeps their digest."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._hash = hashlib.sha256()
        self._count = 0

    def read(self, size: int = CHUNK, /) -> bytes:
        try:
            chunk = self._source.read(size)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise Broken(f"its gzip compression is damaged ({error})") from None
        self._hash.update(chunk)
        self._count += len(chunk)
        if self._count > _LARGEST_LAYER:
            raise Broken(f"a layer holds more than {_LARGEST_LAYER >> 30} GiB")
        return chunk

    def expect(self, digest: str, name: str) -> None:
        """Reads to the end and compares."""
        while self.read(CHUNK):
            pass
        if (found := "sha256:" + self._hash.hexdigest()) != digest:
            raise Broken(f"{name} should be {digest} and is {found}")


class Archive:
    """An open exported image."""

    def __init__(self, descriptor: int, places: Mapping[str, _Place]) -> None:
        self._descriptor = descriptor
        self._places = places
        status = os.fstat(descriptor)
        self.identity = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
        """Of the file that it is in, as long as nobody writes into it."""

    def holds(self, name: str) -> bool:
        return posixpath.normpath(name) in self._places

    def size_bytes(self, name: str) -> int:
        """Of a member as it lies in the tar. Raises Broken."""
        return self._place(name).size_bytes

    def is_compressed(self, name: str) -> bool:
        """Whether a layer's bytes are gzip."""
        return _Window(self._descriptor, self._place(name)).read(2) == _GZIP

    def _place(self, name: str) -> _Place:
        path = posixpath.normpath(name)
        for _ in range(_MOST_LINKS):
            place = self._places.get(path)
            if place is None:
                raise Broken(f"it holds no {name}")
            if not place.link:
                return place
            path = place.link
        raise Broken(f"{name} links in a circle")

    def raw(self, name: str) -> bytes:
        """A member's bytes as they lie in the tar. Raises Broken."""
        place = self._place(name)
        raw = b"".join(iter(_Window(self._descriptor, place).read, b""))
        if len(raw) < place.size_bytes:
            raise Broken(f"{name} is cut off")
        return raw

    def document(self, name: str, digest: str = "") -> tuple[Any, str]:
        """A member read as JSON, and its digest. Verified where a digest is given."""
        place = self._place(name)
        if place.size_bytes > _LARGEST_DOCUMENT:
            raise Broken(f"{name} is absurdly large")
        raw = _Window(self._descriptor, place).read(place.size_bytes)
        if len(raw) < place.size_bytes:
            raise Broken(f"{name} is cut off")
        found = "sha256:" + hashlib.sha256(raw).hexdigest()
        if digest and found != digest:
            raise Broken(f"{name} should be {digest} and is {found}")
        try:
            return json.loads(raw), found
        except (ValueError, RecursionError):
            raise Broken(f"{name} is not JSON") from None

    def layer(self, name: str, diff_id: str) -> Iterator[tuple[Member, Content]]:
        """The entries of a layer. Its digests are verified when the last one has been read."""
        place = self._place(name)
        blob = _Hashed(_Window(self._descriptor, place))
        magic = _Window(self._descriptor, place).read(4)
        plain = blob
        if magic.startswith(_GZIP):
            plain = _Hashed(cast("Source", gzip.GzipFile(fileobj=cast("Any", blob))))
        elif magic == b"\x28\xb5\x2f\xfd":
            raise Broken(f"{name} is compressed with zstd, which cannot be read here")
        yield from members(plain)
        plain.expect(diff_id, f"{name}, unpacked,")
        if named := named_digest(name):
            blob.expect(named, name)


def named_digest(name: str) -> str:
    """The digest that a member is named after, or nothing where it has another name."""
    match = _NAMED_BY_DIGEST.fullmatch(name)
    return f"sha256:{match[1]}" if match else ""
