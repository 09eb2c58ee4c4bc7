"""The stub's join of 386 text against the filter: on a program of Go's and on hostile bytes."""

from __future__ import annotations

import ctypes
from collections.abc import Callable

import numpy as np
import pytest

from slimgo.gopack.executable import read_executable
from slimgo.gopack.filters import functions
from slimgo.gopack.filters.amd64 import program as amd64_program
from slimgo.gopack.filters.text_amd64 import I386, NAMES, entries, join, lengths, split
from slimgo.gopack.streams import directory
from tests.integration.gopack.host import library
from tests.integration.gopack.noted import BIT, noted
from tests.integration.gopack.programs import build_source
from tests.integration.gopack.test_text_amd64 import (
    AROUND,
    GARBAGE,
    PART,
    SIZES,
    SMALL_PART,
    Text,
    hostile,
)

Join = Callable[[Text], bytes]
SEEDS = 1000


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Text:
    made = tmp_path_factory.mktemp("386") / "program"
    source = 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe("", nil) }\n'
    build_source(source, made, "386", "-ldflags=-s -w")
    executable = read_executable(made.read_bytes())
    found = functions.read(executable.image, executable.sections, executable.base)
    return Text(
        data=executable.image[found.text.start : found.text.stop],
        address=executable.base + found.text.start,
        entries=found.entries,
    )


@pytest.fixture(scope="module")
def c_join(tmp_path_factory: pytest.TempPathFactory) -> Join:
    """The stub's join: fills garbage, and writes nothing around the text and its lengths."""
    usual = amd64_program.PART
    parts = {
        size: library(tmp_path_factory.mktemp("host"), f"#define TEXT_386\n{defined}{PART}")
        for size, defined in ((usual, ""), (SMALL_PART, f"#define TEXT_PART {SMALL_PART}\n"))
    }
    for part in parts.values():
        part.work_size.restype = ctypes.c_uint64
    work = ctypes.create_string_buffer(int(parts[usual].work_size()))

    def run(text: Text) -> bytes:
        bytes_of_part = usual if len(text.data) > max(SIZES) else SMALL_PART
        part = parts[bytes_of_part]
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(amd64_program, "PART", bytes_of_part)
            streams = split(text.data, text.address, text.entries, mode=I386)
        content = ctypes.create_string_buffer(directory(streams) + b"".join(streams) + bytes(32))
        size = len(text.data)
        expected = lengths(text.data, I386)
        room = ctypes.create_string_buffer(GARBAGE * (size + 2 * AROUND))
        measured = ctypes.create_string_buffer(GARBAGE * (len(expected) + 2 * AROUND))
        found = (ctypes.c_uint32 * (len(entries(streams)) + 1))()
        part.functions(content, found)
        for number in range(max(1, -(-size // bytes_of_part))):
            address = ctypes.c_uint32(text.address & 0xFFFFFFFF)
            told = ctypes.byref(measured, AROUND)
            part.join(work, ctypes.byref(room, AROUND), address, content, told, found, number)
        assert set(room.raw[:AROUND] + room.raw[AROUND + size : -1]) == {GARBAGE[0]}
        told_of = np.frombuffer(measured.raw, np.uint8, len(expected), AROUND)
        assert (told_of & 15 == expected).all()
        assert (told_of & BIT >= noted(text.data, expected, "386")).all()
        return room.raw[AROUND : AROUND + size]

    return run


def python_join(text: Text) -> bytes:
    streams = split(text.data, text.address, text.entries, mode=I386)
    return join(streams, len(text.data), text.address, I386)


def test_the_sweep_meets_every_function(program: Text) -> None:
    met = np.cumsum(lengths(program.data, I386), dtype=np.int64)
    assert np.isin(program.entries[1:-1], met).all()


def test_a_go_program_comes_back_from_both_joins(program: Text, c_join: Join) -> None:
    assert python_join(program) == program.data
    assert c_join(program) == program.data


def test_a_go_program_has_next_to_no_escaped_jumps(program: Text) -> None:
    streams = split(program.data, program.address, program.entries, mode=I386)
    escaped = dict(zip(NAMES, streams, strict=True))["escaped jumps"]
    assert len(escaped) <= 4 * 6 * -(-len(program.data) // amd64_program.PART)


def test_whatever_bytes_there_are_come_back_from_both_joins(program: Text, c_join: Join) -> None:
    for seed in range(SEEDS):
        text = hostile(seed, program.data)
        assert c_join(text) == text.data, seed
        if not seed % 10:
            assert python_join(text) == text.data, seed


def test_a_program_is_read_in_32_bit_mode() -> None:
    """inc eax; mov eax, [0x8123456]; lds eax, [esi]; pusha: in 64-bit mode all are otherwise."""
    text = bytes.fromhex("40 a156341208 c506 60")
    assert lengths(text, I386).tolist() == [1, 5, 2, 1]
