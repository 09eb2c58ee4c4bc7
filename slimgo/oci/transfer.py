"""What a registry transfers of an image, for each way to compress its layers: blobs, config and
manifest, to the byte."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from slimgo.oci.blobs import Archive, open_archive
from slimgo.oci.contents import contents

Compress = Callable[[bytes], int]
"""From a layer's tar to how many bytes it becomes."""

_ZSTD = "zstd"


def transfer_sizes(tar: Path, ways: Mapping[str, Compress]) -> dict[str, int]:
    """ways: by name, those of zstd beginning with `zstd`. Raises Unreadable."""
    with open_archive(tar) as archive:
        documents = contents(archive).documents
        manifest, _ = archive.document(_blob(documents.manifest_digest))
        config = archive.size_bytes(_blob(documents.config_digest))
        layers = [_plain(archive, name) for name, _ in documents.layers]
        return {
            name: config + _sent(manifest, [compress(layer) for layer in layers], name)
            for name, compress in ways.items()
        }


def _sent(manifest: Mapping[str, Any], sizes: list[int], way: str) -> int:
    """The layers of these sizes, and the manifest that names them; a digest is as long as any."""
    kind = "tar+zstd" if way.startswith(_ZSTD) else "tar+gzip"
    layers = [
        {**layer, "size": size, "mediaType": layer["mediaType"].rpartition(".")[0] + f".{kind}"}
        for layer, size in zip(manifest["layers"], sizes, strict=True)
    ]
    document = json.dumps({**manifest, "layers": layers}, sort_keys=True, separators=(",", ":"))
    return sum(sizes) + len(document)


def _plain(archive: Archive, name: str) -> bytes:
    raw = archive.raw(name)
    return gzip.decompress(raw) if archive.is_compressed(name) else raw


def _blob(digest: str) -> str:
    return "blobs/" + digest.replace(":", "/")
