"""Where the parts of an ELF file stand: its sections, and the end of the last part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from slimgo.gopack.elf_form import Form, Part, form_of

_NOT_IN_FILE = 8  # SHT_NOBITS
Entry = Mapping[str, Any]


def sections(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Name, place in the file and bytes of each section. Raises ValueError where their table does
    not stand in the file."""
    form, header = _header(data)
    headers = list(_entries(data, header, "sh", form.section))
    if not headers:
        return
    told = headers[header["shstrndx"] % len(headers)]
    names = data[told["offset"] : told["offset"] + told["size"]]
    for one in headers:
        yield names[one["name"] :].partition(b"\0")[0], one["offset"], one["size"]


def end(data: bytes) -> int:
    """How far the file is ELF: behind its headers, segments and sections, whatever stands beyond.

    Raises ValueError where its tables do not stand in the file.
    """
    form, header = _header(data)
    ends = [_table_end(header, "ph"), _table_end(header, "sh")]
    segments = _entries(data, header, "ph", form.program)
    ends += [segment["offset"] + segment["filesz"] for segment in segments]
    for section in _entries(data, header, "sh", form.section):
        there = section["type"] != _NOT_IN_FILE
        ends.append(section["offset"] + section["size"] if there else 0)
    return min(max(ends), len(data))


def _header(data: bytes) -> tuple[Form, Entry]:
    form = form_of(data)
    if form is None:
        raise ValueError("its ELF header is cut off")
    return form, form.header.read(data)


def _table(header: Entry, of: str) -> tuple[int, int, int]:
    """Its place, bytes of an entry, entries. of: `ph`, the segments, or `sh`, the sections."""
    at = header[f"{of}off"]
    return at, header[f"{of}entsize"], header[f"{of}num"] if at else 0


def _table_end(header: Entry, of: str) -> int:
    at, size, count = _table(header, of)
    return at + size * count


def _entries(data: bytes, header: Entry, of: str, entry: Part) -> Iterator[Entry]:
    at, size, count = _table(header, of)
    if count and (size < entry.size or at + size * count > len(data)):
        raise ValueError("a table of its ELF header does not stand in the file")
    for number in range(count):
        yield entry.read(data, at + number * size)


def has_symbols(data: bytes) -> bool:
    """Whether a program has a symbol table, or DWARF, compressed or not."""
    return any(
        name == b".symtab" or name.startswith((b".debug_", b".zdebug_"))
        for name, _, _ in sections(data)
    )
