"""The stub's joins of texts of words against their filters: Go's programs, and bytes by chance."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType

import numpy as np
import numpy.typing as npt
import pytest

from slimgo.gopack.filters import functions, text_arm, text_ppc64le, text_riscv64
from slimgo.gopack.read_elf import read_executable
from slimgo.gopack.streams import directory
from tests.integration.gopack.host import library
from tests.integration.gopack.programs import build_source

FILTERS: Mapping[str, ModuleType] = {
    "arm": text_arm,
    "riscv64": text_riscv64,
    "ppc64le": text_ppc64le,
}
TELLING = {
    "arm": (
        *(0xEB000000, 0xEBFFFFFE, 0xEB000003, 0xEAFFFFFD, 0xEA000000, 0x9A000003, 0x9A000001),
        *(0xE59F0000, 0xE59F1004, 0xE59F2008, 0x059FB004, 0xE51F0008, 0xE52DE020, 0xE49DF020),
        *(0xE49DF000, 0xE59D0024, 0xE58D1004, 0xE55D0004, 0xE5CD0030, 0xE1A0300E, 0xFA000001),
        *(0xFB000000, 0xFC000000, 0xFD000001, 0xFE000000, 0xFF000000, 0xF5DDF008, 0xF59FF010),
    ),
    "riscv64": (
        *(0x008000EF, 0xFF9FF2EF, 0x0040016F, 0x00001297, 0x00028293, 0x0102B303, 0x00533023),
        *(0x000002EF, 0x00000317, 0x00130313, 0x00030067, 0x0000007F, 0xFFFFFFFF, 0x00010001),
        *(0x12345097, 0x0000C083, 0x0050A827, 0x0000B023),
    ),
    "ppc64le": (
        *(0x48000005, 0x4BFFFFFD, 0x48000003, 0x48000007, 0x48000000, 0x4800000D, 0x60000000),
    ),
}
"""Words that the filter takes for something, or that stand for something in its streams."""

USUAL_PART, SMALL_PART = 1 << 17, 200
LARGE = 1 << 16
AROUND = 64
GARBAGE = 0x5A
PART = """
#include "text.h"
u64 work_size(void) { return sizeof(struct text_work); }
u32 part_end(u32 size, u32 part) { return text_part_end(size, part); }
void functions(const u8 *content, u32 *entries) { text_functions(content, entries); }
void join(void *work, u8 *text, u32 address, const u8 *content, const u32 *entries, u32 part)
{
    join_text(work, text, address, content, 0, entries, part);
}
"""


@dataclass(frozen=True, kw_only=True)
class Text:
    """entries: byte offsets of the functions and of the last's end."""

    goarch: str
    data: bytes
    address: int
    entries: npt.NDArray[np.uint32]

    def streams(self) -> tuple[bytes, ...]:
        made: tuple[bytes, ...] = FILTERS[self.goarch].split(self.data, self.address, self.entries)
        return made


Join = Callable[[Text], bytes]


@pytest.fixture(scope="module", params=FILTERS)
def program(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Text:
    made = tmp_path_factory.mktemp(request.param) / "program"
    source = 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("text") }\n'
    build_source(source, made, request.param, "-ldflags=-s -w")
    executable = read_executable(made.read_bytes())
    found = functions.read(executable.image, executable.sections, executable.base)
    return Text(
        goarch=request.param,
        data=executable.image[found.text.start : found.text.stop],
        address=executable.base + found.text.start,
        entries=found.entries,
    )


@pytest.fixture(scope="module")
def c_join(program: Text, tmp_path_factory: pytest.TempPathFactory) -> Join:
    """The stub's join on this machine, part by part. It writes nothing around the text."""
    defined = f"#define TEXT_{program.goarch.upper()}\n"
    parts = {
        size: library(tmp_path_factory.mktemp("host"), f"{defined}#define TEXT_PART {size}\n{PART}")
        for size in (USUAL_PART, SMALL_PART)
    }
    for part in parts.values():
        part.work_size.restype = ctypes.c_uint64
    work_size = int(parts[USUAL_PART].work_size())
    work = ctypes.create_string_buffer(work_size)

    def run(text: Text) -> bytes:
        bytes_of_part = USUAL_PART if len(text.data) > LARGE else SMALL_PART
        part = parts[bytes_of_part]
        streams = text.streams()
        content = directory(streams) + b"".join(streams) + bytes(32)
        size = len(text.data)
        room = ctypes.create_string_buffer(bytes([GARBAGE]) * (size + 2 * AROUND))
        entries = (ctypes.c_uint32 * (len(text.entries) + 1))()
        ctypes.memset(work, GARBAGE, min(work_size, 1 << 16))
        part.functions(content, entries)
        for number in range(max(1, -(-size // bytes_of_part))):
            address = ctypes.c_uint32(text.address & 0xFFFFFFFF)
            part.join(work, ctypes.byref(room, AROUND), address, content, entries, number)
        assert set(room.raw[:AROUND] + room.raw[AROUND + size : -1]) <= {GARBAGE}
        return room.raw[AROUND : AROUND + size]

    return run


def python_join(text: Text) -> bytes:
    joined: bytes = FILTERS[text.goarch].join(text.streams(), len(text.data), text.address)
    return joined


def hostile(goarch: str, seed: int) -> Text:
    """Words that mean something, with fields and entries by chance."""
    chance = np.random.default_rng(seed)
    words = chance.choice(np.array(TELLING[goarch], np.uint32), chance.integers(0, 120))
    spoiled = chance.random(len(words)) < 0.3
    words[spoiled] ^= chance.integers(0, 1 << 32, np.count_nonzero(spoiled), np.uint32)
    near = chance.random(len(words)) < 0.4
    words[near] = words[near] & ~np.uint32(15) | chance.integers(0, 16, near.sum(), np.uint32)
    data = words.astype("<u4").tobytes() + chance.bytes(int(chance.integers(0, 4)))
    entries = np.sort(chance.integers(0, len(data) + 1, chance.integers(0, 12)))
    if seed % 3:
        entries &= ~3
    address = int(chance.integers(0, 1 << 32))
    return Text(goarch=goarch, data=data, address=address, entries=entries.astype(np.uint32))


@pytest.mark.parametrize("known", [True, False], ids=["functions known", "unknown"])
def test_a_go_program_comes_back_from_both_joins(
    program: Text, c_join: Join, *, known: bool
) -> None:
    entries = program.entries if known else program.entries[:0]
    text = Text(goarch=program.goarch, data=program.data, address=program.address, entries=entries)
    assert python_join(text) == text.data
    assert c_join(text) == text.data


def test_whatever_bytes_there_are_come_back_from_both_joins(program: Text, c_join: Join) -> None:
    for seed in range(1000):
        text = hostile(program.goarch, seed)
        assert python_join(text) == text.data, seed
        assert c_join(text) == text.data, seed


def test_a_go_program_has_few_strays(program: Text) -> None:
    assert len(program.streams()[-1]) < len(program.data) / 100
