"""zstd frames without what the payload's decoder need not be told (RFC 8878, 3.1.1).

The blocks of a frame stand alone: no magic number and no header. The last block says that it is.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import zstandard

_MAGIC = 0xFD2FB528
_HEADER = struct.Struct("<I2B")
"""Magic number; Frame_Header_Descriptor, 0 for a window and nothing else; Window_Descriptor."""

_LEAST_WINDOW = 10
_RLE = 1


def of_frame(frame: bytes) -> bytes:
    """The blocks of a frame without checksum."""
    return frame[zstandard.frame_header_size(frame) :]


def decompress(packed: bytes, window: int) -> bytes:
    """The content of frames one behind the other. window: 2 to this power is no frame's larger.

    Raises ValueError.
    """
    header = _HEADER.pack(_MAGIC, 0, (window - _LEAST_WINDOW) << 3)
    try:
        return b"".join(
            zstandard.ZstdDecompressor().decompressobj().decompress(header + packed[start:end])
            for start, end in _frames(packed)
        )
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error


def _frames(packed: bytes) -> Iterator[tuple[int, int]]:
    """Where frames begin and end."""
    start = at = 0
    while at < len(packed):
        block = int.from_bytes(packed[at : at + 3], "little")
        last, kind, size = block & 1, block >> 1 & 3, block >> 3
        at += 3 + (1 if kind == _RLE else size)
        if last:
            yield start, at
            start = at
    if start != len(packed):
        raise ValueError("the last block is missing")
