"""The functions in a Go executable, with their names: read off the line table (`.gopclntab`).

It is in every program, stripped or not, since Go prints stack traces with it; and it names inlined
functions too, which a symbol table does not. Its layout is that of Go 1.18 to 1.27, as in
runtime/symtab.go and cmd/link/internal/ld/pcln.go.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from slimgo.errors import Unreadable
from slimgo.facts.go_text import Segment, address_of_text
from slimgo.facts.noted_modules import noted_modules

if TYPE_CHECKING:
    from elftools.elf.elffile import ELFFile

Ints = npt.NDArray[np.int64]

# internal/abi.Go118PCLnTabMagic and …Go120PCLnTabMagic; those before have no text start
_MAGICS = (0xFFFFFFF0, 0xFFFFFFF1)
_OLDER_MAGICS = (0xFFFFFFFB, 0xFFFFFFFA)
_TABLE, _MERGED = ".gopclntab", ".data.rel.ro"
_BEGINS = re.compile(rb"[\xf0\xf1]\xff\xff\xff\0\0[\1\2\4]\x08")
"""A runtime.pcHeader: one of _MAGICS, zeros, bytes of an instruction and of a pointer."""
_POINTERS = {4: "<8I", 8: "<8Q"}  # bytes of a pointer: the header's eight words behind the first 8
_FIRST = 8
_BEYOND = 1 << 62
"""No program is loaded there; sums of addresses below it fit into 64 bits."""
_NAME_AT = 4  # in a runtime._func, behind entryOff
_NAME_BYTES = 4


@dataclass(frozen=True, kw_only=True)
class Functions:
    """All functions of one executable."""

    content: bytes
    """The whole file."""
    names: bytes
    """Those of functions and of inlined ones, each once and with a NUL behind it."""
    starts: Ints
    """Where each function begins, as a distance from text_address; ascending."""
    name_at: Ints
    """Where in names its name stands, for each of starts."""
    text_address: int
    """From where starts count."""
    machine: str
    """`EM_X86_64`, `EM_AARCH64` …: pyelftools' word for e_machine."""
    text: Segment
    segments: tuple[Segment, ...]
    modules: str
    """What the linker noted of modules (debug.BuildInfo's text); empty where it noted nothing."""

    def has(self, name: str) -> bool:
        """Whether such a function is there, be it that it was inlined wherever it is called."""
        return self.offset(name) is not None

    def offset(self, name: str) -> int | None:
        """Where its name stands in names; None where it is not there."""
        word = name.encode() + b"\0"
        if self.names.startswith(word):
            return 0
        at = self.names.find(b"\0" + word)
        return None if at < 0 else at + 1

    def name(self, index: int) -> str:
        """Of the function at that place in starts."""
        at = int(self.name_at[index])
        return self.names[at : self.names.find(b"\0", at)].decode("utf-8", "backslashreplace")

    def every_name(self) -> list[str]:
        """All names, those of inlined functions too."""
        return [
            name.decode("utf-8", "backslashreplace") for name in self.names.split(b"\0") if name
        ]


def read_functions(path: Path) -> Functions:
    """Reads an ELF executable whole: 80 MB in 0.1 s.

    Raises Unreadable for anything but one that Go 1.18 or newer has linked, such as a packed one.
    """
    from elftools.common.exceptions import ELFError
    from elftools.elf.elffile import ELFFile

    try:
        content = path.read_bytes()
        elf = ELFFile(BytesIO(content))
        return _functions(elf, content, path.name)
    except (ELFError, AssertionError, OSError, ValueError, KeyError, OverflowError) as error:
        raise Unreadable(f"{path.name} cannot be read as ELF", why=str(error)) from error


def _functions(elf: ELFFile, content: bytes, name: str) -> Functions:
    sections = {
        section.name: Segment(
            address=section["sh_addr"], at=section["sh_offset"], size=section["sh_size"]
        )
        for section in elf.iter_sections()
    }
    table = _table(content, sections)
    if not table or ".text" not in sections:
        why = "it has none: Go has not linked it, or a packer has hidden it"
        raise Unreadable(f"{name} has no line table of Go", why=why)
    pointer, text_start, names_at, units_at, functions_at, count = _header(table, name)
    names = table[names_at:units_at]
    starts, name_at = _rows(table[functions_at:], count, len(names), name)
    if not names.endswith(b"\0"):
        raise Unreadable(f"{name}'s line table cannot be read", why="its names do not end")
    text = sections[".text"]
    note = sections.get(".go.buildinfo")
    segments = tuple(
        Segment(address=part["p_vaddr"], at=part["p_offset"], size=part["p_filesz"])
        for part in elf.iter_segments()
        if part["p_type"] == "PT_LOAD"
    )
    text_address = text_start or address_of_text(content, sections, int(starts[0]))
    if max(text_address, text.address, *(each.address for each in segments)) >= _BEYOND:
        raise Unreadable(f"{name} cannot be read as ELF", why="its addresses are out of range")
    return Functions(
        content=content,
        names=names,
        starts=starts,
        name_at=name_at,
        text_address=text_address,
        machine=str(elf["e_machine"]) if pointer and elf.little_endian else "",
        text=text,
        segments=segments,
        modules=noted_modules(content[note.at : note.at + note.size]) if note else "",
    )


def _table(content: bytes, sections: Mapping[str, Segment]) -> bytes:
    """From where the line table begins to the end of its section; empty where there is none."""
    for title, part in sections.items():
        if title.endswith(_TABLE):
            return content[part.at : part.at + part.size]
    merged = sections.get(_MERGED)
    if merged is None:
        return b""
    # gcc merges it with others where a program is position-independent, before Go 1.26
    whole = content[merged.at : merged.at + merged.size]
    found = _BEGINS.search(whole)
    return whole[found.start() :] if found else b""


def _header(table: bytes, name: str) -> tuple[int, int, int, int, int, int]:
    """Bytes of a pointer, text start, then offsets in the table: names, what is behind them, the
    functions; and how many there are. A runtime.pcHeader."""
    problem = f"{name}'s line table cannot be read"
    if len(table) < _FIRST:
        raise Unreadable(problem, why="it is cut short")
    magic, zero, _, pointer = struct.unpack_from("<IHBB", table)
    if magic in _OLDER_MAGICS:
        raise Unreadable(problem, why="Go before 1.18 has linked it")
    if magic not in _MAGICS or zero or pointer not in _POINTERS:
        raise Unreadable(problem, why=f"its layout is not known (magic {magic:#x})")
    words = _POINTERS[pointer]
    if len(table) < _FIRST + struct.calcsize(words):
        raise Unreadable(problem, why="it is cut short")
    count, _, text_start, names, units, _, _, functions = struct.unpack_from(words, table, _FIRST)
    if not _FIRST < names < units <= functions < len(table):
        raise Unreadable(problem, why="its parts are not in the known order")
    return pointer, text_start, names, units, functions, count


def _rows(rows: bytes, count: int, names_size: int, name: str) -> tuple[Ints, Ints]:
    """functab, pairs of where a function begins and where its runtime._func is; see `Functions`."""
    problem = f"{name}'s line table cannot be read"
    if not 0 < count <= len(rows) // _FIRST:
        raise Unreadable(problem, why=f"it has no room for {count} functions")
    pairs = np.frombuffer(rows, "<u4", 2 * count).astype(np.int64)
    starts, records = pairs[::2], pairs[1::2]
    if records.max() + _NAME_AT + _NAME_BYTES > len(rows) or (np.diff(starts) < 0).any():
        raise Unreadable(problem, why="its functions are not where they should be")
    windows = np.lib.stride_tricks.sliding_window_view(np.frombuffer(rows, np.uint8), _NAME_BYTES)
    name_at = windows[records + _NAME_AT].copy().view("<i4").ravel().astype(np.int64)
    if name_at.min() < 0 or name_at.max() >= names_size:
        raise Unreadable(problem, why="a function's name is not among the names")
    return starts, name_at
