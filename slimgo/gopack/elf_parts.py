"""Where the parts of an ELF file of 64 bits stand: its sections, and the end of the last part."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_HEADER_SIZE = 64
_PROGRAM_TABLE = (32, 54, 56)
_SECTION_TABLE = (40, 58, 60)
"""Where in the ELF header stand a table's place (8 bytes), bytes of an entry (2), entries (2)."""
_NAMES_AT = 62
"""Which section holds the names (2 bytes)."""

_SECTION = struct.Struct("<IIQQQQIIQQ")
_PROGRAM = struct.Struct("<IIQQQQQQ")
_NOT_IN_FILE = 8  # SHT_NOBITS


def sections(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Name, place in the file and bytes of each section. Raises ValueError where their table does
    not stand in the file."""
    headers = list(_entries(data, _SECTION_TABLE, _SECTION))
    if not headers:
        return
    (number,) = struct.unpack_from("<H", data, _NAMES_AT)
    _, _, _, _, names_at, names_size, *_ = headers[number % len(headers)]
    names = data[names_at : names_at + names_size]
    for name_at, _, _, _, at, size, *_ in headers:
        yield names[name_at:].partition(b"\0")[0], at, size


def end(data: bytes) -> int:
    """How far the file is ELF: behind its headers, segments and sections, whatever stands beyond.

    Raises ValueError where its tables do not stand in the file.
    """
    ends = [_table_end(data, _PROGRAM_TABLE), _table_end(data, _SECTION_TABLE)]
    for _, _, at, _, _, size, *_ in _entries(data, _PROGRAM_TABLE, _PROGRAM):
        ends.append(at + size)
    for _, kind, _, _, at, size, *_ in _entries(data, _SECTION_TABLE, _SECTION):
        if kind != _NOT_IN_FILE:
            ends.append(at + size)
    return min(max(ends), len(data))


def _table(data: bytes, of: tuple[int, int, int]) -> tuple[int, int, int]:
    """Its place, bytes of an entry, entries."""
    if len(data) < _HEADER_SIZE:
        raise ValueError("its ELF header is cut off")
    at, size, count = of
    where = struct.unpack_from("<Q", data, at)[0]
    return (
        where,
        struct.unpack_from("<H", data, size)[0],
        struct.unpack_from("<H", data, count)[0] if where else 0,
    )


def _table_end(data: bytes, of: tuple[int, int, int]) -> int:
    at, size, count = _table(data, of)
    return at + size * count


def _entries(
    data: bytes, of: tuple[int, int, int], form: struct.Struct
) -> Iterator[tuple[int, ...]]:
    at, size, count = _table(data, of)
    if count and (size < form.size or at + size * count > len(data)):
        raise ValueError("a table of its ELF header does not stand in the file")
    for number in range(count):
        yield form.unpack_from(data, at + number * size)


def has_symbols(data: bytes) -> bool:
    """Whether a program has a symbol table, or DWARF, compressed or not."""
    return any(
        name == b".symtab" or name.startswith((b".debug_", b".zdebug_"))
        for name, _, _ in sections(data)
    )
