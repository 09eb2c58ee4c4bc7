"""How far a file is ELF."""

from __future__ import annotations

import struct

import pytest

from slimgo.gopack.elf_parts import end, sections

_HEADER = struct.Struct("<IIQQQQIIQQ")
_BSS, _CONTENT = 8, 1


def with_sections(data: bytes, *headers: tuple[int, int, int, int], names: int = 0) -> bytes:
    """Appends a section table: name, kind, place, bytes of each."""
    table = b"".join(
        _HEADER.pack(name, kind, 0, 0, at, size, 0, 0, 1, 0) for name, kind, at, size in headers
    )
    made = bytearray(data + table)
    struct.pack_into("<Q", made, 40, len(data))
    struct.pack_into("<3H", made, 58, 64, len(headers), names)
    return bytes(made)


def test_it_ends_with_its_last_segment(elf) -> None:
    assert end(elf(behind=b"")) == end(elf(behind=b"a zip")) == 0x2800


def test_it_ends_with_its_section_table(elf) -> None:
    made = with_sections(elf(), (0, _CONTENT, 0, 1))
    assert end(made + b"a zip") == len(made)


def test_it_ends_with_the_last_section_that_has_bytes(elf) -> None:
    data = elf(behind=bytes(100))
    assert end(with_sections(data, (0, _BSS, 0, 1 << 40))) == len(data) + 64
    made = with_sections(data, (0, _CONTENT, len(data) + 64, 7))
    assert end(made + bytes(100)) == len(made) + 7


def test_no_part_is_beyond_the_file(elf) -> None:
    made = with_sections(elf(), (0, _CONTENT, 0, 1 << 63))
    assert end(made) == len(made)


def test_sections_have_their_names(elf) -> None:
    data = elf(behind=b"\0.one\0.two\0")
    made = with_sections(data, (1, _CONTENT, 3, 4), (6, _CONTENT, 0x2800, 11), names=1)
    assert list(sections(made)) == [(b".one", 3, 4), (b".two", 0x2800, 11)]


@pytest.mark.parametrize("place", [1 << 20, (1 << 63) - 1, (1 << 64) - 1])
def test_a_table_beyond_the_file_is_an_error(elf, place) -> None:
    made = bytearray(with_sections(elf(), (0, _CONTENT, 0, 1)))
    struct.pack_into("<Q", made, 40, place)
    with pytest.raises(ValueError, match="table"):
        end(bytes(made))
    with pytest.raises(ValueError, match="table"):
        list(sections(bytes(made)))


def test_a_header_that_is_cut_off_is_an_error(elf) -> None:
    with pytest.raises(ValueError, match="cut off"):
        end(elf()[:63])
