"""Unpacks an image into a folder, to be run from there."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from slimgo.errors import EngineFailed
from slimgo.run.archive.blobs import Archive, open_archive
from slimgo.run.archive.documents import ImageDocuments, image_documents
from slimgo.run.archive.merge import Placed, image_path, merged
from slimgo.run.archive.tar import Broken
from slimgo.values.image import ImageConfig


def unpack(tar: Path, folder: Path) -> ImageConfig:
    """Unpacks the image's files into an empty folder; says how the image runs.

    Everything is verified before the first byte is written, and each file again while it is.
    Modes are kept, setuid and owners are not; anyone may enter the folder, since the image's
    user need not be its owner. Takes files and folders, which is all that our
    own images hold. Raises Unreadable, EngineFailed.
    """
    with open_archive(tar) as archive:
        image = image_documents(archive)
        files = merged(archive, image)
        for path, placed in files.items():
            if placed.file.kind not in {"file", "directory"}:
                raise Broken(f"{path} is neither file nor folder, and is not unpacked")
        try:
            _write(archive, image, files, folder)
        except OSError as error:
            raise EngineFailed(
                f"the image cannot be unpacked into {folder}", why=error.strerror or ""
            ) from None
    return image.config


def _write(archive: Archive, image: ImageDocuments, files: dict[str, Placed], folder: Path) -> None:
    for path, placed in files.items():
        place = folder / path[1:]
        wanted = place if placed.file.kind == "directory" else place.parent
        wanted.mkdir(parents=True, exist_ok=True)
    for index, (name, diff_id) in enumerate(image.layers):
        for member, content in archive.layer(name, diff_id):
            path = image_path(member.name)
            chosen = files.get(path)
            if member.kind != "file" or not chosen or chosen.layer != index:
                continue
            digest = hashlib.sha256()
            with (folder / path[1:]).open("wb") as file:
                while chunk := content.read():
                    digest.update(chunk)
                    file.write(chunk)
                os.fchmod(file.fileno(), chosen.file.mode & 0o777)
            if digest.hexdigest() != chosen.file.sha256:
                raise Broken(f"{path} changed while it was read")
    folder.chmod(0o755)
    # folders last: their modes may forbid to write into them
    for path, placed in reversed(files.items()):
        if placed.file.kind == "directory":
            (folder / path[1:]).chmod(placed.file.mode & 0o777)
