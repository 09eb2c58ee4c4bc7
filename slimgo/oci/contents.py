"""What an image in a tar is: its documents and its merged files, read and verified once."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.oci.blobs import Archive
from slimgo.oci.documents import ImageDocuments, image_documents
from slimgo.oci.merge import Placed, merged, text_of


@dataclass(frozen=True, kw_only=True)
class Contents:
    """Everything but the bytes of its files."""

    documents: ImageDocuments
    files: dict[str, Placed]
    """By absolute path, sorted."""
    passwd: str
    group: str
    """The texts of /etc/passwd and /etc/group; empty where it has none."""


_KNOWN: dict[tuple[int, ...], Contents] = {}
"""The last one, by its file: shrinking an image reads it half a dozen times."""


def contents(archive: Archive) -> Contents:
    """Raises Broken. A file that is the same one, of the same size and time, is not read again:
    whoever takes files out of it verifies each by its digest."""
    found = _KNOWN.get(archive.identity)
    if found is None:
        documents = image_documents(archive)
        files = merged(archive, documents)
        passwd, group = (
            text_of(archive, documents, files, path) for path in ("/etc/passwd", "/etc/group")
        )
        found = Contents(documents=documents, files=files, passwd=passwd, group=group)
        _KNOWN.clear()
        _KNOWN[archive.identity] = found
    return found
