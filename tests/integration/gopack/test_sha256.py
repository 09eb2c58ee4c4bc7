"""The stub's SHA-256, by the processor's instructions and without, against Python's."""

from __future__ import annotations

import ctypes
import hashlib

import pytest

from tests.integration.gopack.host import library

_PART = """
#include "sha256.h"
u32 hash(u8 *message, u32 size, u32 plain)
{
    struct sha256 sha;
    begin_sha256(&sha);
    if (plain)
        sha.fast = 0;
    return sha256(&sha, message, size);
}
"""
_PADDING = 80


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    return library(tmp_path_factory.mktemp("part"), _PART)


@pytest.mark.parametrize("plain", [0, 1])
def test_the_first_word_is_that_of_the_standard(part: ctypes.CDLL, plain: int) -> None:
    message = bytes(range(256)) * 2
    for size in range(300):
        room = ctypes.create_string_buffer(message[:size], size + _PADDING)
        made = part.hash(room, size, plain) & 0xFFFFFFFF
        told = hashlib.sha256(message[:size]).digest()[:4]
        assert made.to_bytes(4, "little") == told, size


def test_any_place_in_memory_will_do(part: ctypes.CDLL) -> None:
    told = hashlib.sha256(b"place").digest()[:4]
    room = ctypes.create_string_buffer(200)
    for place in range(17):
        ctypes.memmove(ctypes.byref(room, place), b"place", 5)
        made = part.hash(ctypes.byref(room, place), 5, 0) & 0xFFFFFFFF
        assert made.to_bytes(4, "little") == told
