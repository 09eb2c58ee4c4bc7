"""What a registry transfers of an image that was exported: also where it is not compressed yet."""

from __future__ import annotations

from pathlib import Path

import deflate

from slimgo.oci.blobs import open_archive
from slimgo.oci.contents import contents

_LEVEL = 6
"""docker's and podman's at a push; libdeflate's is within 2 % of zlib's."""


def pull_bytes_of_layers(tar: Path) -> tuple[int, ...]:
    """Of each layer in order, in bytes, as gzip: as it is where it is compressed, else as `gzip -6`
    makes it. Raises Unreadable."""
    with open_archive(tar) as archive:
        layers = contents(archive).documents.layers
        return tuple(
            archive.size_bytes(name)
            if archive.is_compressed(name)
            else len(deflate.gzip_compress(archive.raw(name), _LEVEL))
            for name, _ in layers
        )
