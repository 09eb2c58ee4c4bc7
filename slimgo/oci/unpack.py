"""Unpacks an image into a folder, to be run from there."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from slimgo.errors import EngineFailed
from slimgo.oci.account import account
from slimgo.oci.blobs import Archive, open_archive
from slimgo.oci.contents import contents
from slimgo.oci.documents import ImageDocuments
from slimgo.oci.merge import Placed, image_path
from slimgo.oci.tar_reader import Broken, Content
from slimgo.values.account import Account
from slimgo.values.image import ImageConfig, ImageFile


@dataclass(frozen=True, kw_only=True)
class Unpacked:
    """How the image runs, as whom, and the owners and modes that its files are to have."""

    config: ImageConfig
    account: Account
    files: tuple[ImageFile, ...]
    """The root folder and those that no layer names among them, as engines make them: 0755."""


def unpack(tar: Path, folder: Path) -> Unpacked:
    """Unpacks the image's files into an empty folder.

    Everything is verified before the first byte is written, and each file again while it is.
    The files are ours until `furnish` gives them their owners and modes. Devices and pipes are left
    out: whatever runs an image makes those of /dev itself. Raises Unreadable, EngineFailed,
    BadInput.
    """
    with open_archive(tar) as archive:
        found = contents(archive)
        image = found.documents
        files = {path: each for path, each in found.files.items() if each.file.kind != "other"}
        who = account(image.config.user, passwd=found.passwd, group=found.group)
        try:
            _write(archive, image, files, folder)
        except OSError as error:
            raise EngineFailed(
                f"the image cannot be unpacked into {folder}", why=error.strerror or ""
            ) from None
    listed = tuple(placed.file for placed in files.values())
    return Unpacked(config=image.config, account=who, files=(*_implied(listed), *listed))


def _implied(files: tuple[ImageFile, ...]) -> Iterator[ImageFile]:
    named = {file.path for file in files}
    parents = {str(parent) for path in named for parent in PurePosixPath(path).parents}
    for path in {"/"} | parents - named:
        yield ImageFile(
            path=path, kind="directory", mode=0o755, uid=0, gid=0, size_bytes=0, sha256=""
        )


def _write(archive: Archive, image: ImageDocuments, files: dict[str, Placed], folder: Path) -> None:
    """Folders, then files, then links, so that nothing is written through one."""
    for path, placed in files.items():
        place = folder / path[1:]
        wanted = place if placed.file.kind == "directory" else place.parent
        wanted.mkdir(parents=True, exist_ok=True)
    _write_files(archive, image, files, folder)
    for path, placed in files.items():
        if placed.file.kind == "symlink":
            (folder / path[1:]).symlink_to(placed.file.link)
    # what is in a folder comes before it: whatever is made in it changes its time
    for path, placed in reversed(files.items()):
        times = (placed.file.mtime, placed.file.mtime)
        os.utime(folder / path[1:], times, follow_symlinks=False)


def _write_files(
    archive: Archive, image: ImageDocuments, files: dict[str, Placed], folder: Path
) -> None:
    wanted: dict[tuple[int, str], list[str]] = defaultdict(list)
    for path, placed in files.items():
        if placed.file.kind == "file":
            wanted[placed.layer, placed.member].append(path)
    for index, (name, diff_id) in enumerate(image.layers):
        for member, content in archive.layer(name, diff_id):
            entry = (index, image_path(member.name))
            if member.kind != "file" or entry not in wanted:
                continue
            first, *others = wanted[entry]
            # one of the same name further on may be the one that counts
            if _written(content, folder / first[1:]) == files[first].file.sha256:
                del wanted[entry]
                for other in others:
                    os.link(folder / first[1:], folder / other[1:])
    for paths in wanted.values():
        raise Broken(f"{paths[0]} changed while it was read")


def _written(content: Content, place: Path) -> str:
    """The sha256 of what was written, in hex."""
    digest = hashlib.sha256()
    with place.open("wb") as file:
        while chunk := content.read():
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()
