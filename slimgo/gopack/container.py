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
from slimgo.gopack.elf_form import Form
from slimgo.gopack.errors import Damaged, Refused
from slimgo.gopack.machines import BY_GOARCH, Machine, machine_of

SLACK = bytes(16)
"""Behind the payload: the decoders read a little too far."""

PROOF_AT = 8
"""Where in the stub the packer's proof enters."""

_HEADER_AT = 4
"""Where in the stub the distance to the header stands."""

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
    """elf_flags: `e_flags` of the program, which say what a kernel must know of its machine.

    stack_flags: of the program's PT_GNU_STACK. build_info: its .go.buildinfo, may be empty.
    """

    goarch: str
    elf_flags: int
    stack_flags: int | None
    build_info: bytes
    tail: bytes
    stub: bytes


def whole(parts: Parts, header_and_payload: bytes) -> bytes:
    """The file, without an overlay."""
    machine = BY_GOARCH[parts.goarch]
    form, base = machine.form, machine.base
    data = bytearray(form.header.size + 2 * form.program.size)
    sections = [bytes(form.section.size)]
    _align(data, 16)
    if parts.build_info:
        info = (base + len(data), len(data), len(parts.build_info), 16)
        sections.append(_section(form, ".go.buildinfo", _CONTENT, _OF_MEMORY, *info))
    data += parts.build_info
    _align(data, 64)
    entry = len(data)
    data += parts.stub + header_and_payload + parts.tail
    size = len(data)
    all_else = (base + entry, entry, size - entry, 64)
    sections.append(_section(form, ".gopack", _CONTENT, _OF_CODE, *all_else))
    sections.append(_section(form, ".shstrtab", _STRINGS, 0, 0, size, len(_NAMES), 1))
    data += _NAMES
    _align(data, 8)
    loaded = form.program.pack(
        type=_LOAD, flags=_READ_EXECUTE, vaddr=base, paddr=base, filesz=size, memsz=size,
        align=machine.page,
    )  # fmt: skip
    flags = _READ_WRITE if parts.stack_flags is None else parts.stack_flags
    head = _header(machine, parts.elf_flags, entry, len(data), len(sections))
    head += loaded + form.program.pack(type=_STACK, flags=flags, align=16)
    data[: len(head)] = head
    return bytes(data + b"".join(sections))


def _header(machine: Machine, flags: int, entry: int, sections_at: int, sections: int) -> bytes:
    """The ELF header. entry: of the file, as sections_at. sections: how many."""
    form = machine.form
    return form.header.pack(
        ident=form.mark.ljust(16, b"\0"), type=_EXECUTABLE, machine=machine.number,
        version=_VERSION, entry=machine.base + entry, phoff=form.header.size, shoff=sections_at,
        flags=flags, ehsize=form.header.size, phentsize=form.program.size, phnum=2,
        shentsize=form.section.size, shnum=sections, shstrndx=sections - 1,
    )  # fmt: skip


def header_place(data: bytes) -> tuple[int, int]:
    """Where in a packed file the stub and the header begin. Raises Refused for another file."""
    machine = machine_of(data)
    stub_at = -1 if machine is None else machine.form.header.read(data)["entry"] - machine.base
    if not 0 <= stub_at < 1 << 31:
        raise Refused("this file was not packed by gopack")
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
    """Of a packed file. Raises Refused for another file."""
    machine = machine_of(data)
    if machine is None:
        raise Refused("this file was not packed by gopack")
    return machine.goarch


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


def _section(form: Form, name: str, kind: int, flags: int, *where: int) -> bytes:
    """A section header. where: address, place in the file, size, alignment."""
    name_at = _NAMES.index(f"\0{name}\0".encode()) + 1
    address, at, size, alignment = where
    return form.section.pack(
        name=name_at, type=kind, flags=flags, addr=address, offset=at, size=size,
        addralign=alignment,
    )  # fmt: skip
