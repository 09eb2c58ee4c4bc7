"""Executables as Go's linker lays them out, made here byte by byte: a few functions and no more."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

TEXT, VALUES, TABLE, NOTE, MODULE = (number << 20 | 0x1000 for number in range(4, 9))
AMD64, ARM64, RISCV = 62, 183, 243
GO_118, GO_120 = 0xFFFFFFF0, 0xFFFFFFF1
_FUNCTION = 32
"""Bytes between the starts of two functions."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """What each function does: `call NAME`, `jump NAME`, `take NAME` for its value, `code NAME`
    for the address of its code."""

    functions: Mapping[str, Sequence[str]]
    inlined: Sequence[str] = ()
    module: str = "example.com/it"
    machine: int = AMD64
    magic: int = GO_120
    text_start: int = 0
    """As the header of the line table has it: none since Go 1.26."""
    in_front: int = 0
    """Bytes of C's code in .text before Go's."""
    symbols: bool = False
    """Whether there is a symbol table, with runtime.text."""
    moduledata: bool = False
    """Whether there is a .go.module, as since Go 1.26."""
    merged: bool = False
    """Whether the line table lies somewhere in .data.rel.ro."""

    def whole(self) -> bytes:
        names = list(self.functions)
        sections = {
            ".text": (TEXT, b"\xcc" * self.in_front + self._text(names)),
            ".rodata": (VALUES, struct.pack(f"<{len(names)}Q", *map(self._at, range(len(names))))),
            ".gopclntab": (TABLE, self._table(names)),
            ".go.buildinfo": (NOTE, self._note()),
        }
        if self.symbols:
            words = b"\0other\0runtime.text\0"
            entry = struct.pack("<IIQQ", words.index(b"runtime"), 0, self._at(0), 0)
            sections |= {".symtab": (0, bytes(24) + entry), ".strtab": (0, words)}
        if self.moduledata:
            fields = (*range(1, 21), self._at(0), self._at(len(names)), self._at(0), 0)
            sections[".go.module"] = (MODULE, struct.pack("<24Q", *fields))
        if self.merged:
            address, table = sections.pop(".gopclntab")
            sections[".data.rel.ro"] = (address - 64, bytes(range(64)) + table)
        return _elf(self.machine, sections)

    def _at(self, index: int) -> int:
        return TEXT + self.in_front + index * _FUNCTION

    def _text(self, names: list[str]) -> bytes:
        text = b""
        for index, name in enumerate(names):
            code = b""
            for order in self.functions[name]:
                verb, _, what = order.partition(" ")
                here = self._at(index) + len(code)
                code += _ENCODE[self.machine, verb](here, names.index(what), self)
            assert len(code) <= _FUNCTION
            text += code.ljust(_FUNCTION, b"\x90")
        return text + bytes(16)

    def _table(self, names: list[str]) -> bytes:
        words, places = b"", {}
        for name in (*names, *self.inlined):
            places[name] = len(words)
            words += name.encode() + b"\0"
        names_at = 8 + 8 * 8
        functions_at = names_at + len(words) + 16
        head = 8 * len(names) + 8
        pairs, records = b"", b""
        for index, name in enumerate(names):
            pairs += struct.pack("<II", index * _FUNCTION, head + len(records))
            records += struct.pack("<Ii", index * _FUNCTION, places[name]) + bytes(36)
        header = struct.pack("<IHBB", self.magic, 0, 1, 8)
        header += struct.pack(
            "<8Q",
            *(len(names), 0, self.text_start, names_at),
            *(names_at + len(words), names_at + len(words), names_at + len(words), functions_at),
        )
        end = struct.pack("<Q", len(names) * _FUNCTION)
        return header + words + bytes(16) + pairs + end + records

    def _note(self) -> bytes:
        said = f"path\t{self.module}\nmod\t{self.module}\t(devel)\t\n".encode()
        whole = b"0" * 16 + said + b"1" * 16
        version = b"go1.27.3"
        head = (b"\xff Go buildinf:" + bytes([8, 2])).ljust(32, b"\0")
        size = bytes([len(whole) & 0x7F | 0x80, len(whole) >> 7])
        return head + bytes([len(version)]) + version + size + whole


def _amd64_call(here: int, to: int, made: Made) -> bytes:
    return b"\xe8" + struct.pack("<i", made._at(to) - here - 5)


def _amd64_jump(here: int, to: int, made: Made) -> bytes:
    return b"\xe9" + _amd64_call(here, to, made)[1:]


def _amd64_take(here: int, to: int, _: Made) -> bytes:
    return _amd64_address(here, VALUES + 8 * to)


def _amd64_code(here: int, to: int, made: Made) -> bytes:
    return _amd64_address(here, made._at(to))


def _amd64_address(here: int, address: int) -> bytes:
    return b"\x4c\x8d\x0d" + struct.pack("<i", address - here - 7)


def _arm64_call(here: int, to: int, made: Made) -> bytes:
    return struct.pack("<I", 0x94000000 | (made._at(to) - here) // 4 & 0x3FFFFFF)


def _arm64_jump(here: int, to: int, made: Made) -> bytes:
    (call,) = struct.unpack("<I", _arm64_call(here, to, made))
    return struct.pack("<I", call & ~(1 << 31))


def _arm64_take(here: int, to: int, _: Made) -> bytes:
    return _arm64_address(here, VALUES + 8 * to)


def _arm64_code(here: int, to: int, made: Made) -> bytes:
    return _arm64_address(here, made._at(to))


def _arm64_address(here: int, address: int) -> bytes:
    pages = (address >> 12) - (here >> 12)
    adrp = 0x90000000 | (pages & 3) << 29 | (pages >> 2 & 0x7FFFF) << 5
    return struct.pack("<II", adrp, 0x91000000 | (address & 0xFFF) << 10)


_ENCODE = {
    (AMD64, "call"): _amd64_call,
    (AMD64, "jump"): _amd64_jump,
    (AMD64, "take"): _amd64_take,
    (AMD64, "code"): _amd64_code,
    (ARM64, "call"): _arm64_call,
    (ARM64, "jump"): _arm64_jump,
    (ARM64, "take"): _arm64_take,
    (ARM64, "code"): _arm64_code,
    (RISCV, "call"): lambda *_: b"",
}


def _elf(machine: int, sections: Mapping[str, tuple[int, bytes]]) -> bytes:
    """Header, program headers, contents, section headers; each section is a segment too."""
    names = b"\0" + b"".join(name.encode() + b"\0" for name in (*sections, ".shstrtab"))
    at = 64 + 56 * len(sections)
    segments, headers, body = b"", bytes(64), b""
    for name, (address, content) in {**sections, ".shstrtab": (0, names)}.items():
        place, here = names.index(b"\0" + name.encode() + b"\0") + 1, at + len(body)
        kind = {".symtab": 2, ".strtab": 3, ".shstrtab": 3}.get(name, 1)
        link = len(sections) if kind == 2 else 0
        headers += struct.pack(
            "<IIQQQQIIQQ", place, kind, 2, address, here, len(content), link, 0, 1, 24
        )
        if name in sections:
            segments += struct.pack(
                "<IIQQQQQQ", 1, 5, here, address, address, len(content), len(content), 1
            )
        body += content
    header = b"\x7fELF\x02\x01\x01" + bytes(9)
    header += struct.pack(
        "<HHIQQQIHHHHHH",
        *(2, machine, 1, TEXT, 64, at + len(body), 0, 64, 56, len(sections)),
        *(64, len(sections) + 2, len(sections) + 1),
    )
    return header + segments + body + headers
