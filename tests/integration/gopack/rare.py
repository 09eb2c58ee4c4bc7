"""Zstd frames that hardly come about by chance: made to have what the others lack."""

from __future__ import annotations

import random

import zstandard

from slimgo.gopack.zstd_blocks import of_frame
from tests.integration.gopack.frame import Frame


def rare_frames() -> list[Frame]:
    """Each is what libzstd, too, makes of it."""
    rng = random.Random(4)  # noqa: S311 -- the same frames each time
    packed = [_by_hand(), *_one_tree_for_two(rng), *_far_and_long(rng)]
    return [
        Frame(
            content=zstandard.decompress(frame, 4 << 20),
            packed=of_frame(frame),
            function="unzstd",
        )
        for frame in packed
    ]


def _by_hand() -> bytes:
    """The content's size in eight bytes; literals that are one byte many times; and so many
    sequences that their number takes three bytes, all three tables being constant: no literal, the
    second of the recent offsets, three bytes."""
    blocks = b""
    size = 0
    for count, header in (
        (9, (9 << 3 | 1).to_bytes(1, "little")),
        (999, (999 << 4 | 1 << 2 | 1).to_bytes(2, "little")),
        (99_999, (99_999 << 4 | 3 << 2 | 1).to_bytes(3, "little")),
    ):
        blocks += _block(2, header + b"x" + b"\0")  # the literals, and no sequences
        size += count
    blocks += _block(0, b"gopack")
    count = 40_000
    number = b"\xff" + (count - 0x7F00).to_bytes(2, "little")
    blocks += _block(2, b"\0" + number + b"\x54" + b"\0\0\0" + b"\1")
    blocks += (70_000 << 3 | 1 << 1 | 1).to_bytes(3, "little") + b"y"
    size += 6 + 3 * count + 70_000
    return b"\x28\xb5\x2f\xfd" + b"\xe0" + size.to_bytes(8, "little") + blocks


def _block(kind: int, body: bytes) -> bytes:
    return (len(body) << 3 | kind << 1).to_bytes(3, "little") + body


def _one_tree_for_two(rng: random.Random) -> list[bytes]:
    """Two blocks whose literals are alike, so that the second has no tree; of all four sizes."""
    letters = bytes(rng.choices(range(256), [1 / (i + 1) for i in range(256)], k=256))
    frames = []
    for size in (200, 900, 10_000, 60_000):
        parameters = zstandard.ZstdCompressionParameters.from_level(1, min_match=7)
        writer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
        frames.append(
            b"".join(
                writer.compress(rng.randbytes(size).translate(letters))
                + writer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
                for _ in range(2)
            )
            + writer.flush()
        )
    return frames


def _far_and_long(rng: random.Random) -> list[bytes]:
    """Sequences of up to 70,000 literals, matches as long, and as far as a window of 8 MB lets."""
    frames = []
    for size in (66_000, 70_000, 400_000):
        echo = rng.randbytes(size)
        content = echo + rng.randbytes(500) + echo + bytes(2000) + echo[: size // 2]
        parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=23)
        frames.append(zstandard.ZstdCompressor(compression_params=parameters).compress(content))
    return frames
