"""A tar that ADD unpacks: what it holds, and the layer that comes of it."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from slimgo.errors import BadInput
from slimgo.oci.layer import Hashed
from slimgo.oci.merge import WHITEOUT, image_path
from slimgo.oci.tar_reader import Broken, Content, Member, members
from slimgo.oci.tar_writer import BLOCK, header, padding
from slimgo.values.image import ArchiveEntry


def archive_entries(tar: Path) -> tuple[ArchiveEntry, ...]:
    """Its files, folders and symbolic links, in its order. Raises BadInput for a tar that cannot be
    read, or holds anything else."""
    return tuple(
        ArchiveEntry(
            path=path,
            is_folder=member.kind == "directory",
            mode=member.mode,
            uid=member.uid,
            gid=member.gid,
            size_bytes=member.size_bytes,
            sha256=_sha256(content) if member.kind == "file" else "",
            link=member.link if member.kind == "symlink" else "",
        )
        for path, member, content in _entries(tar)
    )


def write_archive(sink: Hashed, tar: Path, *, mtime: int) -> None:
    """Writes the layer: the tar's entries in their order. mtime: seconds since 1970, for those that
    have no time of their own. Raises BadInput, as archive_entries."""
    for path, member, content in _entries(tar):
        name = path.lstrip("/")
        folder = member.kind == "directory"
        if not name:
            continue  # the root folder has no name in a layer
        sink.write(
            header(
                name,
                size_bytes=member.size_bytes,
                mode=member.mode,
                uid=member.uid,
                gid=member.gid,
                mtime=member.mtime or mtime,
                directory=folder,
                link=member.link if member.kind == "symlink" else "",
            )
        )
        while chunk := content.read():
            sink.write(chunk)
        sink.write(padding(member.size_bytes))
    sink.write(bytes(2 * BLOCK))


def _entries(tar: Path) -> Iterator[tuple[str, Member, Content]]:
    with _refused(tar), tar.open("rb") as file:
        for member, content in members(file):
            if member.kind not in {"file", "directory", "symlink"}:
                raise Broken(f"{member.name} is neither file nor folder nor symbolic link")
            path = image_path(member.name)
            if posixpath.basename(path).startswith(WHITEOUT):
                raise Broken(f"{path} would remove a file: layers take its name so")
            yield path, member, content


@contextmanager
def _refused(tar: Path) -> Iterator[None]:
    try:
        yield
    except Broken as error:
        raise BadInput(f"ADD {tar.name}: it cannot be unpacked", why=str(error)) from None
    except OSError as error:
        raise BadInput(f"ADD {tar.name}: it cannot be read", why=error.strerror or "") from None


def _sha256(content: Content) -> str:
    digest = hashlib.sha256()
    while chunk := content.read():
        digest.update(chunk)
    return digest.hexdigest()
