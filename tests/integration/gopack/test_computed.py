"""The stub's computed tables against the filter's."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable, Sequence

import pytest

from slimgo.gopack.filters import computed_tables as tables
from slimgo.gopack.filters.computed import find
from tests.integration.gopack.host import library

_PART = """
#include "computed.h"
void join(u8 *image, const u32 *places) { join_computed(image, places); }
"""

TABLES = {
    "P-256": tables.p256,
    "powers, rounded down": tables.powers_down,
    "powers, rounded up": tables.powers_up,
    "AES rounds": tables.aes_rounds,
    "AES box": tables.aes_box,
    "AES box, inverse": tables.aes_unbox,
    "ML-DSA": tables.ml_dsa,
}
_BETWEEN = b"a gap of an odd size, 33 bytes in"


@pytest.fixture(scope="module")
def join(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], bytes]:
    """What the stub makes of an image whose tables were overwritten with garbage."""
    part = library(tmp_path_factory.mktemp("computed"), _PART)

    def run(image: bytes) -> bytes:
        places, claimed = find(image, [range(len(image))])
        room = bytearray(image)
        for where in claimed:
            room[where.start : where.stop] = b"\x5a" * len(where)
        memory = ctypes.create_string_buffer(bytes(room), len(room))
        part.join(memory, struct.pack(f"<{len(places)}I", *places))
        return memory.raw

    return run


@pytest.mark.parametrize(
    "there",
    [*([make] for make in TABLES.values()), list(TABLES.values()), []],
    ids=[*TABLES, "all", "none"],
)
def test_the_stub_computes_the_tables(
    join: Callable[[bytes], bytes], there: Sequence[Callable[[], bytes]]
) -> None:
    image = _BETWEEN + b"".join(make() + _BETWEEN for make in there)
    assert join(image) == image
