"""Frames without their headers, one behind the other."""

from __future__ import annotations

import pytest
import zstandard

from slimgo.gopack.zstd_blocks import decompress, of_frame

WINDOW = 18
CONTENTS = (b"abc" * 200, b"x" * 300_000, bytes(range(256)))


@pytest.fixture(params=[False, True])
def packed(request: pytest.FixtureRequest) -> bytes:
    compressor = zstandard.ZstdCompressor(write_content_size=request.param)
    return b"".join(of_frame(compressor.compress(content)) for content in CONTENTS)


def test_all_of_them_come_back(packed: bytes) -> None:
    assert decompress(packed, WINDOW) == b"".join(CONTENTS)


def test_of_none_nothing_comes() -> None:
    assert decompress(b"", WINDOW) == b""


@pytest.mark.parametrize("missing", [1, 4, 270])
def test_a_frame_that_is_cut_off_is_an_error(packed: bytes, missing: int) -> None:
    with pytest.raises(ValueError, match=r"."):
        decompress(packed[:-missing], WINDOW)


def test_nonsense_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"."):
        decompress(b"\x45\0\0" + bytes(8), WINDOW)
