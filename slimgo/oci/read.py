"""What an exported image is: read off its tar, the same way whichever engine wrote it."""

from __future__ import annotations

from pathlib import Path

from slimgo.oci.blobs import Archive, open_archive
from slimgo.oci.contents import contents
from slimgo.oci.documents import ImageDocuments, blob
from slimgo.values.image import ImageFacts


def read_image(tar: Path) -> ImageFacts:
    """Reads and verifies the whole tar; nothing is unpacked. Raises Unreadable.

    Takes the tars of `docker save`, `podman save` and the built-in engine.
    """
    with open_archive(tar) as archive:
        found = contents(archive)
        image, files = found.documents, found.files
        return ImageFacts(
            config_digest=image.config_digest,
            manifest_digest=image.manifest_digest,
            layers=tuple(diff_id for _, diff_id in image.layers),
            files=tuple(placed.file for placed in files.values()),
            config=image.config,
            goos=image.goos,
            goarch=image.goarch,
            created=image.created,
            tags=image.tags,
            pull_bytes=_pull_bytes(archive, image),
            passwd=found.passwd,
            group=found.group,
        )


def _pull_bytes(archive: Archive, image: ImageDocuments) -> int | None:
    names = [name for name, _ in image.layers]
    if not image.manifest_digest or not all(map(archive.is_compressed, names)):
        return None
    documents = [blob(image.manifest_digest), blob(image.config_digest)]
    return sum(archive.size_bytes(name) for name in (*names, *documents))
