"""Where Go's code begins in a program: its functions' places are told as distances from there.

Before Go 1.26 the line table says it, but in a position-independent program. It is where .text
begins, but where gcc has linked: there C's code stands in front.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

_SYMBOL = np.dtype(  # Elf64_Sym of elf.h
    [("name", "<u4"), ("kind", "<u4"), ("value", "<u8"), ("size", "<u8")]
)
_MODULE = ".go.module"
# runtime.moduledata of Go 1.27: a pointer, six slices and a pointer, then minpc, maxpc, text
_MINPC_AT = 8 + 6 * 24 + 8


@dataclass(frozen=True, kw_only=True)
class Segment:
    """Bytes of the file that are loaded."""

    address: int
    at: int
    size: int


def address_of_text(content: bytes, sections: Mapping[str, Segment], first: int) -> int:
    """The address that functions are counted from, where the line table does not say it.

    sections: `.text` among them. first: the distance of the first function. Where gcc has linked a
    position-independent program without symbols it may be wrong.
    """
    return (
        _of_module(content, sections, first)
        or _of_symbol(content, sections)
        or sections[".text"].address
    )


def _of_module(content: bytes, sections: Mapping[str, Segment], first: int) -> int:
    """What runtime.moduledata says, if that has the layout that is known; else 0."""
    module = sections.get(_MODULE)
    if module is None:
        return 0
    raw = content[module.at : module.at + module.size]
    if len(raw) < _MINPC_AT + 24:
        return 0
    least, _, text = struct.unpack_from("<3Q", raw, _MINPC_AT)
    return int(text) if least == text + first else 0


def _of_symbol(content: bytes, sections: Mapping[str, Segment]) -> int:
    """That of runtime.text; 0 where there is no symbol table."""
    symbols, strings = sections.get(".symtab"), sections.get(".strtab")
    if symbols is None or strings is None:
        return 0
    words = content[strings.at : strings.at + strings.size]
    name = words.find(b"\0runtime.text\0") + 1
    whole = content[symbols.at : symbols.at + symbols.size]
    table = np.frombuffer(whole, _SYMBOL, len(whole) // _SYMBOL.itemsize)
    found = table["value"][table["name"] == name] if name else table["value"][:0]
    return int(found[0]) if len(found) else 0
