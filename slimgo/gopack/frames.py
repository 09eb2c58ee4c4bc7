"""The payload's frames: streams of bytes through zstd or LZMA, and back."""

from __future__ import annotations

import functools
import itertools
import lzma
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import zstandard

from slimgo.gopack import zstd_blocks
from slimgo.gopack.budget import Job, side_by_side
from slimgo.gopack.streams import directory

LZMA_PROPERTIES = {"code": (3, 0, 0), "rest": (2, 0, 2), "lines": (1, 0, 0)}
"""lc, lp, pb that were found best for each frame of the article's service; the text's are the
machine's."""

_MOST_CONTEXT = 4
"""lc + lp, liblzma's limit."""

_LEVEL = 22
_LEAST_WINDOW, _MOST_WINDOW = 18, 27
_MOST_CHAIN, _MOST_HASH = 25, 25
"""zstd's tables have 4 bytes for each of 2 to this power."""
_LARGE = 2 << 20
_LARGE_SEARCH = {"target_length": 256, "search_log": 6}
"""In streams of so many bytes zstd looks for less: a quarter of its time for 0.07 % of them."""
_VERY_LARGE = 16 << 20
_SHORTEST = 3
_VERY_LARGE_SHORTEST = 5
"""Bytes of a match, at least. Three pay in streams of 16-bit and 32-bit numbers: 26 kB of the
service. In a rest of 29 MB five take a quarter less time for 0.8 % of it."""

_LEAST_DICTIONARY, _MOST_DICTIONARY, _DECODERS_DICTIONARY = 1 << 12, 1 << 25, 1 << 26
"""Bytes. A file packed by an earlier gopack may need all that the decoder has."""

_LZMA_TABLES = 12
"""Bytes of LZMA's tables for each of its dictionary."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """packed: as it stands in the payload. size: bytes unpacked. properties: as in the header.

    stream_sizes: packed bytes of each stream, the directory first; LZMA knows only the whole.
    """

    packed: bytes
    size: int
    properties: int
    stream_sizes: tuple[int, ...]


def with_directory(streams: Sequence[bytes]) -> tuple[bytes, ...]:
    """The directory as a stream of its own, then the streams."""
    return (directory(streams), *streams)


def compress_zstd(streams: Sequence[bytes]) -> Frame:
    """A zstd frame for each stream that has bytes: its own statistics, and no matches elsewhere."""
    return compress_zstd_frames([streams], 0)[0]


def compress_zstd_frames(frames: Sequence[Sequence[bytes]], most: int) -> tuple[Frame, ...]:
    """The same for several at once, side by side. most: bytes of memory, see budget.py."""
    jobs = [
        Job(run=functools.partial(_zstd, stream), needs=_needs(len(stream)))
        for streams in frames
        for stream in streams
    ]
    parts = iter(side_by_side(jobs, most))
    return tuple(
        _zstd_frame(streams, list(itertools.islice(parts, len(streams)))) for streams in frames
    )


def _zstd_frame(streams: Sequence[bytes], parts: Sequence[bytes]) -> Frame:
    return Frame(
        packed=b"".join(parts),
        size=sum(map(len, streams)),
        properties=0,
        stream_sizes=tuple(map(len, parts)),
    )


def _needs(size: int) -> int:
    """Bytes of memory to compress so many: zstd's tables, and the output."""
    return _parameters(size).estimated_compression_context_size() + size


def _zstd(stream: bytes) -> bytes:
    if not stream:
        return b""
    parameters = _parameters(len(stream))
    try:
        frame = zstandard.ZstdCompressor(compression_params=parameters).compress(stream)
    except zstandard.ZstdError as error:
        raise MemoryError from error  # nothing else can be wrong with bytes that are there
    return zstd_blocks.of_frame(frame)


def _parameters(size: int) -> zstandard.ZstdCompressionParameters:
    """The tables are bounded: larger ones find 0.02 % in a program of 100 MB."""
    search = _LARGE_SEARCH if size >= _LARGE else {}
    window = _window(size)
    return zstandard.ZstdCompressionParameters.from_level(
        _LEVEL,
        min_match=_VERY_LARGE_SHORTEST if size >= _VERY_LARGE else _SHORTEST,
        window_log=window,
        chain_log=min(window + 1, _MOST_CHAIN),
        hash_log=min(window, _MOST_HASH),
        write_content_size=0,
        write_checksum=0,
        write_dict_id=0,
        **search,
    )


def _window(size: int) -> int:
    return min(max(_LEAST_WINDOW, (max(size, 1) - 1).bit_length()), _MOST_WINDOW)


def decompress_zstd(packed: bytes, size: int) -> bytes:
    """Raises ValueError where the frame does not hold so many bytes."""
    content = zstd_blocks.decompress(packed, _window(size))
    if len(content) != size:
        raise ValueError(f"a frame holds {len(content)} bytes, not {size}")
    return content


def compress_lzma_frames(
    frames: Sequence[tuple[Sequence[bytes], tuple[int, int, int] | None]], most: int
) -> tuple[Frame, ...]:
    """Of streams and their properties, None to search these. Side by side."""
    jobs = [
        Job(
            run=functools.partial(_lzma, streams, properties),
            needs=(_LZMA_TABLES + 1) * _dictionary(sum(map(len, streams))),
        )
        for streams, properties in frames
    ]
    return tuple(side_by_side(jobs, most))


def _lzma(streams: Sequence[bytes], properties: tuple[int, int, int] | None) -> Frame:
    if not streams:
        return Frame(packed=b"", size=0, properties=0, stream_sizes=())
    return compress_lzma(streams, properties) if properties else compress_lzma_searched(streams)


def _dictionary(size: int) -> int:
    return min(max(size, _LEAST_DICTIONARY), _MOST_DICTIONARY)


def compress_lzma(streams: Sequence[bytes], properties: tuple[int, int, int]) -> Frame:
    """One raw LZMA1 stream. properties: lc, lp, pb."""
    content = b"".join(streams)
    packed = lzma.compress(
        content, lzma.FORMAT_RAW, filters=[_lzma_filter(properties, _dictionary(len(content)))]
    )
    lc, lp, pb = properties
    return Frame(
        packed=packed,
        size=len(content),
        properties=(pb * 5 + lp) * 9 + lc,
        stream_sizes=(),
    )


def compress_lzma_searched(streams: Sequence[bytes]) -> Frame:
    """The smallest over all properties that may pay: some hundred bytes for a minute."""
    tried = (
        compress_lzma(streams, (lc, lp, pb))
        for lc, lp, pb in itertools.product(range(_MOST_CONTEXT + 1), range(3), range(3))
        if lc + lp <= _MOST_CONTEXT
    )
    return min(tried, key=lambda frame: len(frame.packed))


def decompress(payload: str, packed: bytes, size: int, properties: int) -> bytes:
    """payload: `zstd` or `lzma`. Raises ValueError where the frame does not hold so many bytes."""
    if payload == "lzma":
        return decompress_lzma(packed, size, properties)
    return decompress_zstd(packed, size)


def decompress_lzma(packed: bytes, size: int, properties: int) -> bytes:
    """Raises ValueError where the stream does not hold so many bytes."""
    lc, lp, pb = properties % 9, properties // 9 % 5, properties // 45
    try:
        chosen = _lzma_filter((lc, lp, pb), _DECODERS_DICTIONARY)
        decompressor = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[chosen])
        content = decompressor.decompress(packed, size)
    except lzma.LZMAError as error:
        raise ValueError(str(error)) from error
    if len(content) != size:
        raise ValueError(f"a frame holds {len(content)} bytes, not {size}")
    return content


def _lzma_filter(properties: tuple[int, int, int], dictionary: int) -> dict[str, Any]:
    """dictionary: bytes that a match may lie back."""
    lc, lp, pb = properties
    return {
        "id": lzma.FILTER_LZMA1,
        "preset": 9 | lzma.PRESET_EXTREME,
        "dict_size": dictionary,
        "lc": lc,
        "lp": lp,
        "pb": pb,
        "nice_len": 96,  # longer ones cost the rest 0.4 %
        "depth": 1000,
    }
