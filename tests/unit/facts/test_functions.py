"""Reading the functions of executables that are made here: no compiler, no Go."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from slimgo.errors import Unreadable
from slimgo.facts.functions import Functions, read_functions
from tests.unit.facts.go_elf import GO_118, GO_120, TEXT, Made

NAMES = {"main.main": (), "time.LoadLocation": (), "os.(*File).Close": ()}
Read = Callable[[bytes], Functions]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reading(raw: bytes) -> Functions:
        path = tmp_path / "it"
        path.write_bytes(raw)
        return read_functions(path)

    return reading


@pytest.mark.parametrize("magic", [GO_118, GO_120])
def test_functions_have_their_names_and_places(read: Read, magic: int) -> None:
    functions = read(Made(functions=NAMES, magic=magic).whole())
    assert [functions.name(index) for index in range(3)] == list(NAMES)
    assert functions.starts.tolist() == [0, 32, 64]
    assert functions.machine == "EM_X86_64"


def test_inlined_functions_are_there_too(read: Read) -> None:
    functions = read(Made(functions=NAMES, inlined=["os.TempDir"]).whole())
    assert functions.has("os.TempDir")
    assert functions.every_name() == [*NAMES, "os.TempDir"]


@pytest.mark.parametrize("name", ["main.main", "os.(*File).Close"])
def test_a_whole_name_is_there(read: Read, name: str) -> None:
    assert read(Made(functions=NAMES).whole()).has(name)


@pytest.mark.parametrize("name", ["main", "ain.main", "LoadLocation", "time.Load", "", "x"])
def test_a_part_of_a_name_is_not(read: Read, name: str) -> None:
    assert not read(Made(functions=NAMES).whole()).has(name)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (Made(functions=NAMES), TEXT),
        (Made(functions=NAMES, text_start=TEXT + 64, in_front=64), TEXT + 64),
        (Made(functions=NAMES, symbols=True, in_front=128), TEXT + 128),
        (Made(functions=NAMES, moduledata=True, in_front=128), TEXT + 128),
        (Made(functions=NAMES, merged=True, in_front=64, text_start=TEXT + 64), TEXT + 64),
    ],
)
def test_where_functions_begin_is_found(read: Read, made: Made, expected: int) -> None:
    assert read(made.whole()).text_address == expected


def test_moduledata_of_another_layout_is_not_believed(read: Read) -> None:
    raw = Made(functions=NAMES, moduledata=True, in_front=128).whole()
    begin = raw.index((20).to_bytes(8, "little")) + 8
    assert raw[begin : begin + 8] == (TEXT + 128).to_bytes(8, "little")
    moved = raw[:begin] + (TEXT + 64).to_bytes(8, "little") + raw[begin + 8 :]
    assert read(moved).text_address == TEXT


def test_a_line_table_that_gcc_has_merged_is_found(read: Read) -> None:
    functions = read(Made(functions=NAMES, merged=True).whole())
    assert functions.every_name() == [*NAMES]


def test_what_the_linker_noted_of_modules_is_read(read: Read) -> None:
    functions = read(Made(functions=NAMES, module="example.com/" + "long/" * 30).whole())
    assert functions.modules.startswith("path\texample.com/long/")
    assert "\nmod\texample.com/long/" in functions.modules


def spoilt(raw: bytes, at: int, new: bytes) -> bytes:
    """At a place in the line table."""
    begin = raw.index(GO_120.to_bytes(4, "little") + b"\0\0")
    return raw[: begin + at] + new + raw[begin + at + len(new) :]


def in_rows(at: int, number: int) -> bytes:
    """At a place in the rows of functions: pairs of where each begins and where its record is."""
    (rows,) = struct.unpack_from("<Q", WHOLE, WHOLE.index(GO_120.to_bytes(4, "little")) + 64)
    return spoilt(WHOLE, rows + at, number.to_bytes(4, "little"))


WORD = (2**64 - 1).to_bytes(8, "little")
WHOLE = Made(functions=NAMES).whole()


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "cannot be read as ELF"),
        (b"#!/bin/sh\n", "cannot be read as ELF"),
        (WHOLE[:100], "cannot be read as ELF"),
        (WHOLE.replace(b".gopclntab", b".something"), "no line table of Go"),
        (spoilt(WHOLE, 0, b"\xfb"), "before 1.18"),
        (spoilt(WHOLE, 0, b"\xfa"), "before 1.18"),
        (spoilt(WHOLE, 0, b"\x00"), "layout is not known"),
        (spoilt(WHOLE, 7, b"\x03"), "layout is not known"),
        (spoilt(WHOLE, 8, WORD), "no room for"),
        (spoilt(WHOLE, 8, bytes(8)), "no room for"),
        (spoilt(WHOLE, 24, WORD), "addresses"),
        (spoilt(WHOLE, 32, WORD), "not in the known order"),
        (spoilt(WHOLE, 64, WORD), "not in the known order"),
        (in_rows(8, 100), "not where they should be"),
        (in_rows(4, 2**32 - 1), "not where they should be"),
        (in_rows(32 + 4, 2**31 - 1), "name is not among the names"),
        (in_rows(32 + 4, len("".join(NAMES)) + len(NAMES)), "name is not among the names"),
        (in_rows(32 + 4, 2**32 - 1), "name is not among the names"),
        (WHOLE.replace(b"Close\0", b"Close!"), "do not end"),
    ],
)
def test_what_cannot_be_read_says_why(read: Read, raw: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read(raw)


def test_a_file_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        read_functions(tmp_path / "absent")
