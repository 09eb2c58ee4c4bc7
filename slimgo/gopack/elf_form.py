"""The two forms of an ELF file, of 32 and of 64 bits. Both are little-endian here."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MARK = b"\x7fELF"


@dataclass(frozen=True, kw_only=True)
class Part:
    """A structure of the format: its fields by name, because their order differs."""

    form: struct.Struct
    fields: tuple[str, ...]

    @property
    def size(self) -> int:
        """Bytes."""
        return self.form.size

    def pack(self, **values: int | bytes) -> bytes:
        """Fields that are not given are 0."""
        return self.form.pack(*(values.get(name, 0) for name in self.fields))

    def read(self, data: bytes, at: int = 0) -> Mapping[str, Any]:
        return dict(zip(self.fields, self.form.unpack_from(data, at), strict=True))


@dataclass(frozen=True, kw_only=True)
class Form:
    """header, program, section: the file's header, and an entry of either table."""

    bits: int
    header: Part
    program: Part
    section: Part

    @property
    def mark(self) -> bytes:
        """What such a file begins with: the class, the byte order, the format's version."""
        return MARK + bytes((self.bits // 32, 1, 1))

    @property
    def pointer(self) -> int:
        """Bytes of an address."""
        return self.bits // 8


_HEADER = (
    *("ident", "type", "machine", "version", "entry", "phoff", "shoff", "flags", "ehsize"),
    *("phentsize", "phnum", "shentsize", "shnum", "shstrndx"),
)
_SECTION = (
    *("name", "type", "flags", "addr", "offset", "size", "link", "info", "addralign", "entsize"),
)

ELF64 = Form(
    bits=64,
    header=Part(form=struct.Struct("<16sHHIQQQIHHHHHH"), fields=_HEADER),
    program=Part(
        form=struct.Struct("<IIQQQQQQ"),
        fields=("type", "flags", "offset", "vaddr", "paddr", "filesz", "memsz", "align"),
    ),
    section=Part(form=struct.Struct("<IIQQQQIIQQ"), fields=_SECTION),
)

ELF32 = Form(
    bits=32,
    header=Part(form=struct.Struct("<16sHHIIIIIHHHHHH"), fields=_HEADER),
    program=Part(
        form=struct.Struct("<8I"),
        fields=("type", "offset", "vaddr", "paddr", "filesz", "memsz", "flags", "align"),
    ),
    section=Part(form=struct.Struct("<10I"), fields=_SECTION),
)


def form_of(data: bytes) -> Form | None:
    """Of an ELF file, by its first bytes; None for anything else, or a header that is cut off."""
    for form in (ELF32, ELF64):
        if data.startswith(form.mark) and len(data) >= form.header.size:
            return form
    return None
