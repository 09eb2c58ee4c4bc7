"""The stub's join of amd64 and 386 text, and the texts that it is tried on."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest

from slimgo.gopack.filters.amd64 import program as amd64_program
from slimgo.gopack.filters.text_amd64 import Mode, entries, lengths, split
from slimgo.gopack.streams import directory
from tests.integration.gopack.host import library
from tests.integration.gopack.noted import BIT, noted

AROUND = 96
GARBAGE = b"\x5a"
SMALL_PART = 200
"""Bytes of the parts in which hostile texts are joined, so that there are some."""
SIZES = [0, 1, 2, 15, 16, 17, 63, 64, 65, 100, 130, 300, 1000, 5000]
TELLING = np.frombuffer(
    b"\xcc\xcc\xe8\xe9\xeb\x74\x0f\x84\x48\x8b\x05\x00\x00\xff\x66\xc5\x62\x24\x44", np.uint8
)

PART = """
#include "text_amd64.h"
u64 work_size(void) { return sizeof(struct text_work); }
u32 part_end(u32 size, u32 part) { return text_part_end(size, part); }
void functions(const u8 *content, u32 *entries) { text_functions(content, entries); }
u32 farthest(void) { return TEXT_FARTHEST; }
void join(void *work, u8 *text, u32 address, const u8 *content, u8 *lengths, const u32 *entries,
          u32 part)
{
    join_text(work, text, address, content, lengths, entries, part);
}
"""


@dataclass(frozen=True, kw_only=True)
class Text:
    """entries: offsets of the functions and of the last's end."""

    data: bytes
    address: int
    entries: npt.NDArray[np.uint32]


Join = Callable[[Text], bytes]


def stub_join(rooms: pytest.TempPathFactory, mode: Mode) -> Join:
    """Fills garbage, writes nothing around the text and the functions, and the lengths over the
    tokens that it has read."""
    usual, chosen = amd64_program.PART, f"#define TEXT_{mode.goarch.upper()}"
    parts = {
        size: library(rooms.mktemp("host"), f"{chosen}\n#define TEXT_PART {size}\n{PART}")
        for size in (usual, SMALL_PART)
    }
    for part in parts.values():
        part.work_size.restype = ctypes.c_uint64
    work = ctypes.create_string_buffer(int(parts[usual].work_size()))

    def run(text: Text) -> bytes:
        bytes_of_part = usual if len(text.data) > max(SIZES) else SMALL_PART
        part = parts[bytes_of_part]
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(amd64_program, "PART", bytes_of_part)
            streams = split(text.data, text.address, text.entries, mode=mode)
        content = ctypes.create_string_buffer(directory(streams) + b"".join(streams) + bytes(32))
        size = len(text.data)
        expected = lengths(text.data, mode)
        interesting = noted(text.data, expected, mode.goarch)
        room = ctypes.create_string_buffer(GARBAGE * (size + 2 * AROUND))
        lengths_at = len(directory(streams)) + len(streams[0])
        told = entries(streams).tolist()
        found = (ctypes.c_uint32 * (len(told) + 1))()
        found[len(told)] = 0x5A5A5A5A
        ctypes.memset(work, GARBAGE[0], 1 << 16)
        part.functions(content, found)
        for number in range(max(1, -(-size // bytes_of_part))):
            part.join(
                work,
                ctypes.byref(room, AROUND),
                ctypes.c_uint32(text.address & 0xFFFFFFFF),
                content,
                ctypes.byref(content, lengths_at),
                found,
                number,
            )
            there = part.part_end(size, number)
            assert room.raw[AROUND : AROUND + there] == text.data[:there]
            done = int(np.searchsorted(np.cumsum(expected), there, side="right"))
            told_of = np.frombuffer(content.raw, np.uint8, done, lengths_at)
            assert (told_of & 15 == expected[:done]).all()
            assert (told_of & BIT >= interesting[:done]).all()
        assert set(room.raw[:AROUND] + room.raw[AROUND + size : -1]) == {GARBAGE[0]}
        assert list(found) == [*told, 0x5A5A5A5A]
        assert told[: len(text.entries)] == text.entries.tolist()
        return room.raw[AROUND : AROUND + size]

    return run


def hostile(seed: int, real: bytes) -> Text:
    """Bytes by chance, or ones that mean much, or a cut of a program, whole or spoiled."""
    chance = np.random.default_rng(seed)
    size = int(chance.choice(SIZES))
    from_ = int(chance.integers(0, len(real) - size))
    cut = np.frombuffer(real, np.uint8)[from_ : from_ + size].copy()
    spoiled = cut.copy()
    spoiled[chance.random(size) < 0.05] = 0xCC
    made = (chance.integers(0, 256, size, np.uint8), chance.choice(TELLING, size), cut, spoiled)
    unit = int(chance.choice([1, 16, 32]))
    starts = chance.integers(0, size + 1, chance.integers(0, 9)) // unit * unit
    known = np.unique([*starts.tolist(), size]) if len(starts) else np.zeros(0)
    known = known if len(known) > 1 else np.zeros(0)
    return Text(
        data=made[seed % 4].tobytes(),
        address=int(chance.integers(0, 1 << 34)),
        entries=known.astype(np.uint32),
    )
