"""A frame's content: the sizes of its streams, then the streams, one after the other.

The directory is one little-endian 32-bit number per stream; each filter has a fixed number of
streams. With zstd each stream is compressed as a frame of its own, so that it has its own
statistics.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence


def directory(streams: Sequence[bytes]) -> bytes:
    """The sizes in bytes of the streams, as they are written before them."""
    return struct.pack(f"<{len(streams)}I", *map(len, streams))


def divide(content: bytes, count: int) -> tuple[bytes, ...]:
    """The count streams of a frame's content. Raises ValueError when the sizes do not add up."""
    sizes = struct.unpack_from(f"<{count}I", content)
    at = 4 * count
    if at + sum(sizes) != len(content):
        raise ValueError("the sizes of the streams do not add up")
    streams = []
    for size in sizes:
        streams.append(content[at : at + size])
        at += size
    return tuple(streams)
