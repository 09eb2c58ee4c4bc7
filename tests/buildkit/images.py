"""An image as far as two builders can agree on it: what is in it, layer by layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from slimgo.oci.blobs import open_archive
from slimgo.oci.documents import blob, image_documents
from slimgo.oci.merge import image_path
from slimgo.oci.read import read_image
from slimgo.values.image import ImageConfig, ImageFile


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of a layer's tar."""

    kind: str
    mode: int
    uid: int
    gid: int


@dataclass(frozen=True, kw_only=True)
class Image:
    """What is compared of an image."""

    files: Mapping[str, ImageFile]
    """By absolute path, the layers merged."""
    layers: tuple[Mapping[str, Entry], ...]
    """Each layer's own entries by absolute path: an engine unpacks each by itself."""
    config: ImageConfig
    created: str
    """RFC 3339."""
    history: tuple[str, ...]
    """What each line of the history says made it."""
    makes_layer: tuple[bool, ...]
    """Whether each line of the history made a layer."""


def read(tar: Path) -> Image:
    """Reads an exported image. Raises Unreadable."""
    facts = read_image(tar)
    with open_archive(tar) as archive:
        documents = image_documents(archive)
        config, _ = archive.document(blob(facts.config_digest), facts.config_digest)
        layers = tuple(
            {
                image_path(member.name): Entry(
                    kind=member.kind, mode=member.mode, uid=member.uid, gid=member.gid
                )
                for member, _ in archive.layer(name, diff_id)
            }
            for name, diff_id in documents.layers
        )
    history = config["history"]
    return Image(
        files={file.path: file for file in facts.files},
        layers=layers,
        config=facts.config,
        created=facts.created,
        history=tuple(line["created_by"] for line in history),
        makes_layer=tuple(not line.get("empty_layer") for line in history),
    )
