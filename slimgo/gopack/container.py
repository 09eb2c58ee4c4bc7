"""The packed file: an ELF program of one segment that holds everything, and where things stand.

ELF header, two program headers, build information in the clear with its section header, the stub,
the header, the payload: all that is mapped. Behind it the tail, which only unpacking needs.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

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
_NAMES = b"\0.go.buildinfo\0.shstrtab\0"
_EXECUTABLE, _VERSION = 2, 1
_LOAD, _STACK = 1, 0x6474E551
_READ_EXECUTE, _READ_WRITE = 5, 6


@dataclass(frozen=True, kw_only=True)
class Parts:
    """stack_flags: of the program's PT_GNU_STACK. build_info: its .go.buildinfo, may be empty."""

    goarch: str
    stack_flags: int | None
    build_info: bytes
    tail: bytes
    stub: bytes


def front(parts: Parts) -> bytes:
    """Everything before the stub, without the program headers, which `finish` fills in."""
    base = BASE[parts.goarch]
    data = bytearray(_ELF.size + 2 * _PROGRAM.size)
    sections_at = 0
    if parts.build_info:
        _align(data, 16)
        info_at = len(data)
        data += parts.build_info
        names_at = len(data)
        data += _NAMES
        _align(data, 8)
        sections_at = len(data)
        data += bytes(_SECTION.size)
        data += _section(1, 1, 3, base + info_at, info_at, len(parts.build_info), 16)
        data += _section(_NAMES.index(b".shstrtab"), 3, 0, 0, names_at, len(_NAMES), 1)
    _align(data, 64)
    data[: _ELF.size] = _ELF.pack(
        _IDENT,
        _EXECUTABLE,
        _MACHINE[parts.goarch],
        _VERSION,
        base + len(data),
        _ELF.size,
        sections_at,
        0,
        _ELF.size,
        _PROGRAM.size,
        2,
        _SECTION.size if sections_at else 0,
        3 if sections_at else 0,
        2 if sections_at else 0,
    )
    return bytes(data)


def finish(parts: Parts, before: bytes, header_and_payload: bytes) -> bytes:
    """The whole file. The kernel sees no end of it but that of the payload."""
    data = bytearray(before + parts.stub + header_and_payload)
    base, page, size = BASE[parts.goarch], _PAGE[parts.goarch], len(data)
    load = _PROGRAM.pack(_LOAD, _READ_EXECUTE, 0, base, base, size, size, page)
    flags = _READ_WRITE if parts.stack_flags is None else parts.stack_flags
    stack = _PROGRAM.pack(_STACK, flags, 0, 0, 0, 0, 0, 16)
    data[_ELF.size : _ELF.size + 2 * _PROGRAM.size] = load + stack
    return bytes(data) + parts.tail


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
    """The copy of `.go.buildinfo` in a packed file, empty without one. Raises struct.error."""
    sections_at = _ELF.unpack_from(data)[6]
    if not sections_at:
        return b""
    _, _, _, _, at, size, *_ = _SECTION.unpack_from(data, sections_at + _SECTION.size)
    return data[at : at + size]


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


def _section(*numbers: int) -> bytes:
    """A section header: name, kind, flags, address, place in the file, size, alignment."""
    return _SECTION.pack(*numbers[:6], 0, 0, numbers[6], 0)
