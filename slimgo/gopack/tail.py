"""What unpacking needs and the running program does not: the file's bytes outside its image."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

import zstandard

from slimgo.gopack.executable import Piece

_COUNT = struct.Struct("<I")
_PIECE = struct.Struct("<QII")
_LEVEL = 19


def encode(data: bytes, pieces: Sequence[Piece]) -> bytes:
    """A zstd frame: how many pieces, the pieces, then what no piece covers, in the file's order."""
    table = b"".join(_PIECE.pack(p.file_at, p.image_at, p.size) for p in pieces)
    other = b"".join(
        data[span.start : span.stop] for span, piece in _spans(pieces, len(data)) if not piece
    )
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
    parts = []
    for span, piece in _spans(pieces, file_size):
        if piece:
            start = piece.image_at + span.start - piece.file_at
            parts.append(memoryview(image)[start : start + len(span)])
        else:
            parts.append(memoryview(content)[at : at + len(span)])
            at += len(span)
    if sum(map(len, parts)) != file_size or at != len(content):
        raise ValueError("the tail holds another number of bytes")
    return b"".join(parts)


def _spans(pieces: Sequence[Piece], file_size: int) -> Iterator[tuple[range, Piece | None]]:
    """The file from its first byte to its last: what each piece covers, but for what one before it
    does, and None for what lies between."""
    reached = 0
    for piece in sorted(pieces, key=lambda piece: piece.file_at):
        stop = piece.file_at + piece.size
        if piece.file_at > reached:
            yield range(reached, piece.file_at), None
            reached = piece.file_at
        if stop > reached:
            yield range(reached, stop), piece
            reached = stop
    if reached < file_size:
        yield range(reached, file_size), None
