from __future__ import annotations

import pytest

from slimgo.gopack.frames import compress_lzma, compress_zstd
from slimgo.gopack.machines import BY_GOARCH
from slimgo.gopack.stubs import blob

MOST = {
    "amd64": 25_900,
    "arm64": 24_200,
    "386": 30_000,
    "arm": 28_000,
    "riscv64": 32_000,
    "ppc64le": 30_000,
}


@pytest.mark.parametrize("goarch", MOST)
@pytest.mark.parametrize("payload", ["zstd", "lzma"])
def test_the_stub_takes_few_bytes_of_the_file(goarch, payload) -> None:
    cpu = BY_GOARCH[goarch].cpu
    first, second = blob(cpu, payload), blob(cpu, goarch)
    packed = compress_zstd([second]) if payload == "zstd" else compress_lzma([second], (3, 0, 0))
    assert 10_000 < len(first) + len(packed.packed) <= MOST[goarch]
