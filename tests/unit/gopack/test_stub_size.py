from __future__ import annotations

import pytest

from slimgo.gopack.frames import compress_lzma, compress_zstd
from slimgo.gopack.stubs import CPU, blob

MOST = {"amd64": 25_800, "arm64": 24_000}


@pytest.mark.parametrize("goarch", ["amd64", "arm64"])
@pytest.mark.parametrize("payload", ["zstd", "lzma"])
def test_the_stub_takes_few_bytes_of_the_file(goarch, payload) -> None:
    first, second = blob(CPU[goarch], payload), blob(CPU[goarch], goarch)
    packed = compress_zstd([second]) if payload == "zstd" else compress_lzma([second], (3, 0, 0))
    assert 10_000 < len(first) + len(packed.packed) <= MOST[goarch]
