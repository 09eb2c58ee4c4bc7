"""What kinds of blocks a zstd frame has, by their headers alone (RFC 8878, 3.1.1)."""

from __future__ import annotations

from collections.abc import Iterator

_BLOCKS = ("raw", "run", "compressed")
_LITERALS = ("raw", "run", "Huffman", "treeless")
_MODES = ("fixed", "constant", "sent", "repeated")


def kinds(frame: bytes) -> Iterator[str]:
    """A word or two for each thing in the frame's blocks that a decoder must know."""
    at = 0
    last = 0
    while not last:
        header = int.from_bytes(frame[at : at + 3], "little")
        last, block, size = header & 1, _BLOCKS[header >> 1 & 3], header >> 3
        at += 3
        yield f"{block} block"
        if block == "compressed":
            yield from _compressed(frame[at : at + size])
        at += 1 if block == "run" else size


def _compressed(block: bytes) -> Iterator[str]:
    literals = _LITERALS[block[0] & 3]
    form = block[0] >> 2 & 3
    yield f"{literals} literals, form {form if block[0] & 2 or form & 1 else 0}"
    if literals in {"raw", "run"}:
        header, shift = ((1, 3), (2, 4), (1, 3), (3, 4))[form]
        size = int.from_bytes(block[:header], "little") >> shift
        at = header + (size if literals == "raw" else 1)
    else:
        header = (3, 3, 4, 5)[form]
        width = 4 * header - 2
        at = header + (int.from_bytes(block[:header], "little") >> (4 + width))
        if literals == "Huffman":
            yield "weights in FSE" if block[header] < 128 else "weights in halves of bytes"
    count = block[at]
    yield f"count of sequences in {1 if count < 128 else 2 if count < 255 else 3} bytes"
    if count:
        modes = block[at + (1 if count < 128 else 2 if count < 255 else 3)]
        for name, shift in (("literal", 6), ("offset", 4), ("match", 2)):
            yield f"{name} table {_MODES[modes >> shift & 3]}"
    else:
        yield "no sequences"
