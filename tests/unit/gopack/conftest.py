"""A small ELF program, made by hand so that each of its fields can be spoiled."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

_BASE = 0x400000


@pytest.fixture
def elf() -> Callable[..., bytes]:
    """Two segments, three pages in the file, a hole in it, bytes behind: what each test changes
    is named."""

    def make(
        *,
        kind: int = 2,
        machine: int = 62,
        system: int = 0,
        bits: int = 2,
        segments: tuple[tuple[int, int, int, int, int], ...] = (
            (1, 5, 0, _BASE, 0x1200),
            (1, 6, 0x2000, _BASE + 0x2000, 0x800),
        ),
        memory: int = 0x5000,
        behind: bytes = b"behind the image",
    ) -> bytes:
        ident = b"\x7fELF" + bytes((bits, 1, 1, system)) + bytes(8)
        head = struct.pack(
            "<16sHHIQQQIHHHHHH",
            *(ident, kind, machine, 1, _BASE + 0x1000, 64, 0),
            *(0, 64, 56, len(segments), 64, 0, 0),
        )
        for number, (type_, flags, at, address, size) in enumerate(segments):
            last = number == len(segments) - 1
            in_memory = max(size, memory) if last else size
            head += struct.pack(
                "<IIQQQQQQ", type_, flags, at, address, address, size, in_memory, 4096
            )
        data = bytearray(0x2800)
        for place in range(0x1000, 0x1200):
            data[place] = place & 255
        data[0x1F00:0x1F10] = b"between segments"
        data[0x2000:0x2800] = bytes(range(256)) * 8
        data[: len(head)] = head
        return bytes(data) + behind

    return make
