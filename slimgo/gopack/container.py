"""The packed file: an ELF program of one segment that holds everything, and where things stand.

ELF header, two program headers, build information in the clear, the stub, the header, the payload,
and the tail, which only unpacking needs. All that is in the segment, and in sections: what no
section names, binutils' strip and its like drop, and go on as if nothing were amiss. Behind it the
names of the sections and their table, where such tools write new ones.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from slimgo.gopack import elf_parts
from slimgo.gopack.errors import Damaged, Refused

BASE = {"amd64": 1 << 40, "arm64": 1 << 37}
"""Where the file is mapped: above any program, below Go's heap or between two of its arenas
(runtime/malloc.go: 0x00c0 << 32 on amd64, 0x0040 << 32 on arm64), within 39 bits on arm64."""

SLACK = bytes(16)
"""Behind the payload: the decoders read a little too far."""

PROOF_AT = 8
"""Where in the stub the packer's proof enters."""

_MACHINE = {"amd64": 62, "arm64": 183}
_PAGE = {"amd64": 4096, "arm64": 65536}
_HEADER_AT = 4
"""Where in the stub the distance to the header stands."""

_ELF = struct.Struct("<16sHHIQQQIHHHHHH")
_PROGRAM = struct.Struct("<IIQQQQQQ")
_SECTION = struct.Struct("<IIQQQQIIQQ")
_IDENT = b"\x7fELF\x02\x01\x01".ljust(16, b"\0")
_NAMES = b"\0.go.buildinfo\0.gopack\0.shstrtab\0"
_EXECUTABLE, _VERSION = 2, 1
_LOAD, _STACK = 1, 0x6474E551
_READ_EXECUTE, _READ_WRITE = 5, 6
_CONTENT, _STRINGS = 1, 3
"""Kinds of a section."""
_OF_MEMORY, _OF_CODE = 2, 6
"""Flags of a section: in memory; code in memory."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """stack_flags: of the program's PT_GNU_STACK. build_info: its .go.buildinfo, may be empty."""

    goarch: str
    stack_flags: int | None
    build_info: bytes
    tail: bytes
    stub: bytes


def whole(parts: Parts, header_and_payload: bytes) -> bytes:
    """The file, without an overlay."""
    base, page = BASE[parts.goarch], _PAGE[parts.goarch]
    data = bytearray(_ELF.size + 2 * _PROGRAM.size)
    sections = [bytes(_SECTION.size)]
    _align(data, 16)
    if parts.build_info:
        info = (base + len(data), len(data), len(parts.build_info), 16)
        sections.append(_section(".go.buildinfo", _CONTENT, _OF_MEMORY, *info))
    data += parts.build_info
    _align(data, 64)
    entry = len(data)
    data += parts.stub + header_and_payload + parts.tail
    size = len(data)
    all_else = (base + entry, entry, size - entry, 64)
    sections.append(_section(".gopack", _CONTENT, _OF_CODE, *all_else))
    sections.append(_section(".shstrtab", _STRINGS, 0, 0, size, len(_NAMES), 1))
    data += _NAMES
    _align(data, 8)
    flags = _READ_WRITE if parts.stack_flags is None else parts.stack_flags
    data[: _ELF.size + 2 * _PROGRAM.size] = (
        _ELF.pack(
            *(_IDENT, _EXECUTABLE, _MACHINE[parts.goarch], _VERSION, base + entry),
            *(_ELF.size, len(data), 0, _ELF.size, _PROGRAM.size, 2),
            *(_SECTION.size, len(sections), len(sections) - 1),
        )
        + _PROGRAM.pack(_LOAD, _READ_EXECUTE, 0, base, base, size, size, page)
        + _PROGRAM.pack(_STACK, flags, 0, 0, 0, 0, 0, 16)
    )
    return bytes(data + b"".join(sections))


def header_place(data: bytes) -> tuple[int, int]:
    """Where in a packed file the stub and the header begin. Raises Refused for another file."""
    refusal = Refused("this file was not packed by gopack")
    if len(data) < _ELF.size or data[:4] != _IDENT[:4]:
        raise refusal
    fields = _ELF.unpack_from(data)
    goarch = next((name for name, machine in _MACHINE.items() if machine == fields[2]), "")
    if not goarch or not 0 <= fields[4] - BASE[goarch] < 1 << 31:
        raise refusal
    stub_at = fields[4] - BASE[goarch]
    if stub_at + PROOF_AT > len(data):
        raise Damaged("the file is damaged or cut off")
    return stub_at, stub_at + struct.unpack_from("<I", data, stub_at + _HEADER_AT)[0]


def build_info_of(data: bytes) -> bytes:
    """The copy of `.go.buildinfo` in a packed file, empty without one. Raises ValueError."""
    for name, at, size in elf_parts.sections(data):
        if name == b".go.buildinfo":
            return data[at : at + size]
    return b""


def goarch_of(data: bytes) -> str:
    """Of a packed file."""
    machine = _ELF.unpack_from(data)[2]
    return next(name for name, number in _MACHINE.items() if number == machine)


def is_packed(data: bytes) -> bool:
    """Whether gopack made this file, whole or damaged."""
    try:
        header_place(data)
    except Refused:
        return False
    except Damaged:
        return True
    return True


def _align(data: bytearray, to: int) -> None:
    data += bytes(-len(data) % to)


def _section(name: str, *numbers: int) -> bytes:
    """A section header: kind, flags, address, place in the file, size, alignment."""
    name_at = _NAMES.index(f"\0{name}\0".encode()) + 1
    return _SECTION.pack(name_at, *numbers[:5], 0, 0, numbers[5], 0)
