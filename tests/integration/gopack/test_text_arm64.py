"""The stub's join of arm64 text against the filter: on a program of Go's and on hostile bytes.

On this machine as a library, and as arm64 code, run by the machine itself or by qemu-user.
"""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

from slimgo.gopack.filters.text_arm64 import join, split
from slimgo.gopack.streams import directory
from tests.integration.gopack.host import STUB, library
from tests.integration.gopack.programs import build_source
from tests.waiting import PATIENCE_SECONDS

_WORK = 256
_SMALL_PART = 200
"""Bytes of the parts in which all but whole programs are joined, so that there are some."""
_USUAL_PART = 1 << 17
_LARGE = 1 << 16
_AROUND = 64
_GARBAGE = 0x5A

_PART = """
#include "text_arm64.h"
_Static_assert(sizeof(struct text_work) <= 256, "the test's room");
void functions(const u8 *content, u32 *entries) { text_functions(content, entries); }
u32 part_end(u32 size, u32 part) { return text_part_end(size, part); }
void join(void *work, u8 *text, u32 address, const u8 *content, const u32 *entries, u32 part)
{
    join_text(work, text, address, content, 0, entries, part);
}
"""

_PROGRAM = """
#include "text_arm64.h"

static u8 input[8 << 20], text[8 << 20];
static u32 functions[1 << 18];

__attribute__((used)) static void run(void)
{
    for (i64 have = 0, got = 1; got > 0; have += got)
        got = system_call(63, 0, (u64)(input + have), 1 << 20, 0, 0, 0);
    u32 size = load32(input), address = load32(input + 4);
    struct text_work work;
    for (u32 i = 0; i <= size; i++)
        text[i] = 0x5a;
    text_functions(input + 8, functions);
    u32 part = 0;
    do
        join_text(&work, text, address, input + 8, 0, functions, part);
    while (text_part_end(size, part++) < size);
    for (i64 at = 0, put = 1; put > 0 && at < size; at += put)
        put = system_call(64, 1, (u64)(text + at), (u64)(size - at), 0, 0, 0);
    system_call(93, text[size] != 0x5a, 0, 0, 0, 0, 0);
}

__attribute__((naked)) void _start(void) { __asm__("bl run"); }
"""


@dataclass(frozen=True, kw_only=True)
class Text:
    """entries: byte offsets of the functions and of the last's end."""

    data: bytes
    address: int
    entries: npt.NDArray[np.uint32]

    def streams(self) -> tuple[bytes, ...]:
        return split(self.data, self.address, self.entries)

    def content(self) -> bytes:
        streams = self.streams()
        return directory(streams) + b"".join(streams)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Text:
    """A Go program for arm64; its functions as its symbols have them."""
    room = tmp_path_factory.mktemp("arm64")
    source = 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("text") }\n'
    build_source(source, room / "program", "arm64", "-ldflags=-w")
    with (room / "program").open("rb") as file:
        elf = ELFFile(file)
        text, symbols = (elf.get_section_by_name(name) for name in (".text", ".symtab"))
        assert text is not None
        assert isinstance(symbols, SymbolTableSection)
        start, size = text["sh_addr"], text["sh_size"]
        places = {
            symbol["st_value"] - start
            for symbol in symbols.iter_symbols()
            if start <= symbol["st_value"] < start + size
        }
        entries = np.array([*sorted(places), size], np.uint32)
        return Text(data=text.data(), address=start, entries=entries)


@pytest.fixture(scope="module")
def c_join(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Text], bytes]:
    """The stub's join on this machine, part by part. It writes nothing around the text."""
    libraries = {
        size: library(tmp_path_factory.mktemp("host"), f"#define TEXT_PART {size}\n{_PART}")
        for size in (_USUAL_PART, _SMALL_PART)
    }

    def run(text: Text) -> bytes:
        bytes_of_part = _USUAL_PART if len(text.data) > _LARGE else _SMALL_PART
        part = libraries[bytes_of_part]
        content = text.content() + bytes(32)
        size = len(text.data)
        room = ctypes.create_string_buffer(bytes([_GARBAGE]) * (size + 2 * _AROUND))
        entries = (ctypes.c_uint32 * (len(text.entries) + 1))()
        work = ctypes.create_string_buffer(_WORK)
        part.functions(content, entries)
        for number in range(parts := max(1, -(-size // bytes_of_part))):
            part.join(
                work,
                ctypes.byref(room, _AROUND),
                ctypes.c_uint32(text.address & 0xFFFFFFFF),
                content,
                entries,
                number,
            )
            there = size if number == parts - 1 else part.part_end(size, number) & ~3
            seen = room.raw[_AROUND : _AROUND + there]
            assert seen == text.data[:there]
        assert set(room.raw[:_AROUND] + room.raw[_AROUND + size : -1]) <= {_GARBAGE}
        return seen

    return run


def hostile(seed: int) -> Text:
    """Instructions of all the kinds that the filter changes, with fields and entries by chance."""
    chance = np.random.default_rng(seed)
    kinds = [0x94, 0x97, 0x14, 0x17, 0x54, 0x34, 0x37, 0x90, 0xB0, 0xD0, 0xF0, 0x91, 0xD1, 0xF8]
    kinds += [0xF9, 0xB9, 0xFD, 0x3D, 0xA9, 0x28, 0xED, 0x00, 0xD5]
    usual = [
        0x54000069,
        0x54FFFFC9,
        0xF81C0FFE,
        0xF84407FE,
        0xD10803F4,
        0x910043FF,
        0xF94013E0,
        0x9000001B,
    ]
    usual += [0x9000001F, 0x91004360, 0xF9000B7B, 0x3DC00760]
    words = chance.choice(np.array(kinds, np.uint32), chance.integers(0, 100)) << np.uint32(24)
    words |= chance.integers(0, 1 << 24, len(words), np.uint32)
    known = chance.random(len(words)) < 0.3
    words[known] = chance.choice(np.array(usual, np.uint32), np.count_nonzero(known))
    data = words.astype("<u4").tobytes() + chance.bytes(int(chance.integers(0, 4)))
    entries = np.sort(chance.integers(0, len(data) + 1, chance.integers(0, 12)))
    if seed % 3:
        entries &= ~3
    address = int(chance.integers(0, 1 << 34))
    return Text(data=data, address=address, entries=entries.astype(np.uint32))


def test_a_go_program_comes_back_from_the_filter(program: Text) -> None:
    assert join(program.streams(), len(program.data), program.address) == program.data


def test_a_go_program_has_no_strays_and_most_calls_are_by_number(program: Text) -> None:
    streams = program.streams()
    kinds = np.frombuffer(streams[1], np.uint8)[::4]
    assert len(streams[5]) == len(program.data) % 4
    assert np.count_nonzero(kinds == 0x95) < np.count_nonzero(kinds == 0x94) / 100
    assert not np.count_nonzero(kinds == 0xB0)


@pytest.mark.parametrize("known", [True, False], ids=["functions known", "unknown"])
def test_the_stub_joins_a_go_program(
    c_join: Callable[[Text], bytes], program: Text, *, known: bool
) -> None:
    entries = program.entries if known else program.entries[:0]
    text = Text(data=program.data, address=program.address, entries=entries)
    assert c_join(text) == program.data


def test_the_stub_joins_whatever_bytes_there_are(c_join: Callable[[Text], bytes]) -> None:
    for seed in range(1000):
        text = hostile(seed)
        assert c_join(text) == text.data, seed
        assert join(text.streams(), len(text.data), text.address) == text.data, seed


@pytest.fixture(scope="module")
def arm64_join(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Text], bytes]:
    """The stub's join as arm64 code in a program of its own."""
    room = tmp_path_factory.mktemp("qemu")
    (room / "part.c").write_text(_PROGRAM)
    command = [sys.executable, "-m", "ziglang", "cc", "-target", "aarch64-linux-none", "-static"]
    command += [
        "-nostdlib",
        "-fno-builtin",
        "-O2",
        "-fno-sanitize=all",
        "-fno-stack-protector",
        "-Wall",
        "-Wextra",
    ]
    command += ["-Werror", "-Wno-unused-function", "-I", str(STUB), "-o", "part", "part.c"]
    caches = dict.fromkeys(("ZIG_GLOBAL_CACHE_DIR", "ZIG_LOCAL_CACHE_DIR"), str(room / "cache"))
    subprocess.run(command, cwd=room, env={**os.environ, **caches}, check=True)
    emulator: list[str] = []
    if platform.machine() != "aarch64":
        qemu = shutil.which("qemu-aarch64-static") or shutil.which("qemu-aarch64")
        if qemu is None:
            pytest.skip("not run: arm64 code, with neither such a machine nor qemu-user")
        emulator = [qemu]

    def run(text: Text) -> bytes:
        numbers = struct.pack("<2I", len(text.data), text.address & 0xFFFFFFFF)
        done = subprocess.run(
            [*emulator, str(room / "part")],
            input=numbers + text.content(),
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=True,
        )
        return done.stdout

    return run


def test_arm64_code_joins_a_go_program(arm64_join: Callable[[Text], bytes], program: Text) -> None:
    assert arm64_join(program) == program.data


def test_arm64_code_joins_whatever_bytes_there_are(arm64_join: Callable[[Text], bytes]) -> None:
    for seed in range(40):
        text = hostile(seed)
        assert arm64_join(text) == text.data, seed
