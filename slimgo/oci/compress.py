"""A layer compressed as a registry keeps it: gzip, the same bytes on every machine."""

from __future__ import annotations

import mmap

import deflate

_LEVEL = 12
"""libdeflate's last: as small as zopfli, in a twentieth of its time."""

WRITER = f"deflate {deflate.__version__}"
"""What the bytes depend on besides what is compressed."""


def gzipped(content: bytes | mmap.mmap) -> bytes:
    """The content as one gzip member (RFC 1952), without a name or a time."""
    return bytes(deflate.gzip_compress(content, _LEVEL))
