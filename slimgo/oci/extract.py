"""One file of an image, taken out of its tar."""

from __future__ import annotations

from pathlib import Path

from slimgo.errors import Unreadable
from slimgo.oci.blobs import open_archive
from slimgo.oci.documents import image_documents
from slimgo.oci.merge import image_path, merged


def extract(tar: Path, path: str, target: Path) -> None:
    """Writes the regular file of that absolute path, links not followed, to target.

    Raises Unreadable where the image has no such file.
    """
    with open_archive(tar) as archive:
        image = image_documents(archive)
        placed = merged(archive, image).get(path)
        if placed is None or placed.file.kind != "file":
            raise Unreadable(f"the image has no file {path}")
        name, diff_id = image.layers[placed.layer]
        for member, content in archive.layer(name, diff_id):
            if image_path(member.name) == placed.member and member.kind == "file":
                with target.open("wb") as file:
                    while chunk := content.read():
                        file.write(chunk)
