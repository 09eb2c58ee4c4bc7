"""The stub's join of amd64 text against the filter: on programs of Go's and on hostile bytes."""

from __future__ import annotations

import ctypes
import struct
from pathlib import Path

import numpy as np
import pytest
from elftools.elf.elffile import ELFFile

from slimgo.gopack.filters.amd64 import program as amd64_program
from slimgo.gopack.filters.text_amd64 import AMD64, NAMES, join, lengths, split
from slimgo.gopack.streams import directory
from tests.integration.gopack.host import library
from tests.integration.gopack.programs import build_source
from tests.integration.gopack.text_joins import AROUND, PART, Join, Text, hostile, stub_join


def text_of(program: Path) -> Text:
    """The text of a Go program; its functions as .gopclntab has them."""
    with program.open("rb") as file:
        elf = ELFFile(file)
        text, table = (elf.get_section_by_name(name) for name in (".text", ".gopclntab"))
        assert text is not None
        assert table is not None
        lines = table.data()
        count, at = (struct.unpack_from("<Q", lines, offset)[0] for offset in (8, 64))
        known = np.frombuffer(lines, "<u4", 2 * count + 1, at)[::2]
        return Text(data=text.data(), address=text["sh_addr"], entries=known)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Text:
    room = tmp_path_factory.mktemp("amd64")
    source = 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe("", nil) }\n'
    build_source(source, room / "program", "amd64", "-ldflags=-s -w")
    return text_of(room / "program")


@pytest.fixture(scope="module")
def c_join(tmp_path_factory: pytest.TempPathFactory) -> Join:
    return stub_join(tmp_path_factory, AMD64)


def test_the_sweep_meets_every_function(program: Text) -> None:
    met = np.cumsum(lengths(program.data), dtype=np.int64)
    assert np.isin(program.entries[1:-1], met).all()


def test_a_go_program_comes_back_from_the_filter(program: Text) -> None:
    streams = split(program.data, program.address, program.entries)
    assert join(streams, len(program.data), program.address) == program.data


def test_a_go_program_has_next_to_no_escapes(program: Text) -> None:
    streams = split(program.data, program.address, program.entries)
    escaped = dict(zip(NAMES, streams, strict=True))
    parts = -(-len(program.data) // amd64_program.PART)
    assert len(escaped["escaped jumps"]) <= 4 * 4 * parts
    assert not escaped["escaped calls"]


@pytest.mark.parametrize("known", [True, False], ids=["functions known", "unknown"])
def test_the_stub_joins_a_go_program(c_join: Join, program: Text, *, known: bool) -> None:
    functions = program.entries if known else program.entries[:0]
    text = Text(data=program.data, address=program.address, entries=functions)
    assert c_join(text) == program.data


def test_the_stub_joins_whatever_bytes_there_are(c_join: Join, program: Text) -> None:
    for seed in range(3000):
        text = hostile(seed, program.data)
        assert c_join(text) == text.data, seed


def test_the_stub_joins_a_function_that_jumps_to_itself(c_join: Join) -> None:
    data = b"\xeb\xfe".ljust(16, b"\xcc") * 40
    entries_ = np.arange(0, len(data) + 1, 16, dtype=np.uint32)
    assert c_join(Text(data=data, address=0, entries=entries_)) == data


def test_the_stub_joins_calls_of_more_functions_than_two_bytes_can_name(c_join: Join) -> None:
    size = 5 * 40_000
    targets = np.random.default_rng(2).permutation(40_000) * 5
    data = b"".join(
        b"\xe8" + struct.pack("<i", to - 5 * k - 5) for k, to in enumerate(targets.tolist())
    )
    entries_ = np.append(np.arange(0, size, 5, dtype=np.uint32), np.uint32(size))
    assert c_join(Text(data=data, address=0, entries=entries_)) == data


def test_the_stub_joins_text_of_more_shapes_than_codes_have_room(c_join: Join) -> None:
    data = np.random.default_rng(1).bytes(1_000_000)
    assert c_join(Text(data=data, address=0, entries=np.zeros(0, np.uint32))) == data


def test_lengths_are_not_read_again_that_lie_further_behind_than_a_jump_reaches(
    tmp_path: Path,
) -> None:
    """Another thread gives their memory back: here they become zero."""
    part = library(tmp_path, PART)
    part.work_size.restype = ctypes.c_uint64
    farthest = int(part.farthest())
    size = 2 * amd64_program.PART
    text = bytearray(b"\x90" * size)
    jump = amd64_program.PART + 5
    text[jump : jump + 5] = b"\xe9" + struct.pack("<i", -5 - 32_760)
    streams = split(bytes(text), 0x401000, np.zeros(0, np.uint32))
    assert not dict(zip(NAMES, streams, strict=True))["escaped jumps"]
    content = ctypes.create_string_buffer(directory(streams) + b"".join(streams) + bytes(32))
    work = ctypes.create_string_buffer(int(part.work_size()))
    room = ctypes.create_string_buffer(size + AROUND)
    measured = ctypes.create_string_buffer(size + AROUND)
    for number, joined in enumerate((amd64_program.PART, size)):
        part.join(work, room, ctypes.c_uint32(0x401000), content, measured, None, number)
        ctypes.memset(measured, 0, joined - farthest)
    assert room.raw[:size] == text
