"""Frames through zstd and LZMA and back."""

from __future__ import annotations

import pytest

from slimgo.gopack.frames import (
    compress_lzma,
    compress_zstd,
    decompress_lzma,
    decompress_zstd,
    with_directory,
)
from slimgo.gopack.streams import divide

STREAMS = (b"abc" * 200, b"", bytes(range(256)) * 3)


def test_zstd_gives_the_streams_back() -> None:
    frame = compress_zstd(with_directory(STREAMS))
    assert divide(decompress_zstd(frame.packed, frame.size), len(STREAMS)) == STREAMS


def test_every_stream_has_its_share_of_the_frame() -> None:
    frame = compress_zstd(with_directory(STREAMS))
    assert sum(frame.stream_sizes) == len(frame.packed)
    assert len(frame.stream_sizes) == len(STREAMS) + 1


@pytest.mark.parametrize("properties", [(4, 0, 2), (3, 0, 2), (1, 0, 0), (0, 4, 4)])
def test_lzma_gives_the_streams_back(properties) -> None:
    frame = compress_lzma(with_directory(STREAMS), properties)
    content = decompress_lzma(frame.packed, frame.size, frame.properties)
    assert divide(content, len(STREAMS)) == STREAMS


def test_the_same_streams_give_the_same_frame() -> None:
    assert compress_zstd(STREAMS) == compress_zstd(STREAMS)
    assert compress_lzma(STREAMS, (3, 0, 2)) == compress_lzma(STREAMS, (3, 0, 2))


def test_another_size_is_an_error() -> None:
    frame = compress_zstd(STREAMS)
    with pytest.raises(ValueError, match=r"."):
        decompress_zstd(frame.packed, frame.size + 1)
    with pytest.raises(ValueError, match=r"."):
        decompress_zstd(frame.packed, frame.size - 1)
    packed = compress_lzma(STREAMS, (3, 0, 2))
    with pytest.raises(ValueError, match=r"."):
        decompress_lzma(packed.packed, packed.size + 1, packed.properties)
