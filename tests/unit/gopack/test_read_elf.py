"""What is read off a program, and what is refused in words."""

from __future__ import annotations

import pytest

from slimgo.gopack.errors import Refused
from slimgo.gopack.executable import Piece, Segment
from slimgo.gopack.read_elf import read_executable

BASE = 0x400000


def test_the_image_is_the_memory_from_the_first_byte_to_the_last_that_is_filled(elf) -> None:
    data = elf()
    executable = read_executable(data)
    assert executable.base == BASE
    assert len(executable.image) == 0x2800
    assert executable.image[:0x1200] == data[:0x1200]
    assert executable.image[0x2000:] == data[0x2000:0x2800]
    assert executable.memory_size == 0x7000
    assert executable.entry == 0x1000


def test_what_lies_between_segments_is_zero_in_memory(elf) -> None:
    assert not any(read_executable(elf()).image[0x1200:0x2000])


def test_protections_are_those_of_mprotect(elf) -> None:
    assert read_executable(elf()).segments == (
        Segment(at=0, size=0x1200, protection=1 | 4),
        Segment(at=0x2000, size=0x5000, protection=1 | 2),
    )


def test_pieces_say_what_stands_in_file_and_image(elf) -> None:
    assert read_executable(elf()).pieces == (
        Piece(file_at=0, image_at=0, size=0x1200),
        Piece(file_at=0x2000, image_at=0x2000, size=0x800),
    )


def test_program_headers_are_found_in_memory(elf) -> None:
    executable = read_executable(elf())
    assert (executable.program_headers, executable.program_header_count) == (64, 2)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": 3}, "position-independent"),
        ({"kind": 1}, "this is no program"),
        ({"machine": 3}, "this program is for 386"),
        ({"machine": 258}, "this program is for loongarch"),
        ({"system": 9}, "for FREEBSD"),
        ({"segments": ((1, 5, 0, 0x400000, 0x1200), (3, 4, 0x2000, 0x402000, 16))}, "dynamic"),
        ({"segments": ((1, 5, 0, 0x400000, 0x1200), (2, 4, 0x2000, 0x402000, 16))}, "dynamic"),
        ({"segments": ((4, 5, 0, 0x400000, 0x1200),)}, "loads nothing"),
        ({"segments": ((1, 5, 0, 0x400000, 0x9000),)}, "cut off"),
        ({"segments": ((1, 5, 0, 0x400000, 0x1200), (1, 6, 0x2000, 0x401800, 9))}, "overlap"),
        ({"segments": ((1, 5, 0, 0x400000, 16), (1, 6, 0, 0xF0000000, 9))}, "too far apart"),
        ({"segments": ((1, 5, 0, 0, 0x1200),)}, "begins at address 0"),
        ({"behind": b"UPX!"}, "packed already, by UPX"),
        ({"segments": ((1, 5, 0, 0x400000, 1),) * 17}, "17 segments"),
    ],
)
def test_what_cannot_be_packed_is_refused_in_words(elf, changes, words) -> None:
    with pytest.raises(Refused, match=words):
        read_executable(elf(**changes))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b"#!/bin/sh\n", "a script"),
        (b"MZ\x90", "a Windows program"),
        (b"\xcf\xfa\xed\xfe", "a macOS program"),
        (b"hello", "something else"),
        (b"\x7fELF", "cannot be read as ELF"),
    ],
)
def test_what_is_no_linux_program_is_called_what_it_is(data, words) -> None:
    with pytest.raises(Refused, match=words):
        read_executable(data)


def test_every_cut_is_read_or_refused_in_words(elf) -> None:
    data = elf()
    for size in range(0, 0x2800, 101):
        with pytest.raises(Refused, match=r"\w"):
            read_executable(data[:size])
