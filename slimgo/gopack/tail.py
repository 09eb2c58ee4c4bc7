"""What unpacking needs and the running program does not: the file's bytes outside its image."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import zstandard

from slimgo.gopack.executable import Piece

_COUNT = struct.Struct("<I")
_PIECE = struct.Struct("<QII")
_LEVEL = 19


def encode(data: bytes, pieces: Sequence[Piece]) -> bytes:
    """A zstd frame: how many pieces, the pieces, then what no piece covers, in the file's order."""
    table = b"".join(_PIECE.pack(p.file_at, p.image_at, p.size) for p in pieces)
    other = b"".join(data[start:end] for start, end in _gaps(pieces, len(data)))
    content = _COUNT.pack(len(pieces)) + table + other
    return zstandard.ZstdCompressor(level=_LEVEL).compress(content)


def decode(packed: bytes, image: bytes, file_size: int) -> bytes:
    """The original file. Raises ValueError where the tail does not hold what it should."""
    try:
        content = zstandard.ZstdDecompressor().decompress(packed)
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error
    (count,) = _COUNT.unpack_from(content)
    at = _COUNT.size + count * _PIECE.size
    pieces = [Piece(file_at=f, image_at=i, size=s) for f, i, s in _PIECE.iter_unpack(
        content[_COUNT.size : at]
    )]  # fmt: skip
    data = bytearray(file_size)
    for piece in pieces:
        there = image[piece.image_at : piece.image_at + piece.size]
        data[piece.file_at : piece.file_at + piece.size] = there
    for start, end in _gaps(pieces, file_size):
        data[start:end] = content[at : at + end - start]
        at += end - start
    if len(data) != file_size or at != len(content):
        raise ValueError("the tail holds another number of bytes")
    return bytes(data)


def _gaps(pieces: Sequence[Piece], file_size: int) -> list[tuple[int, int]]:
    """(start, end) of what lies between the pieces."""
    gaps = []
    reached = 0
    for piece in sorted(pieces, key=lambda piece: piece.file_at):
        if piece.file_at > reached:
            gaps.append((reached, piece.file_at))
        reached = max(reached, piece.file_at + piece.size)
    if reached < file_size:
        gaps.append((reached, file_size))
    return gaps
