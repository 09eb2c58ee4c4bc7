"""What the linker tells Go's runtime of a program (`runtime/symtab.go`, moduledata).

It has a section of its own since Go 1.26 only, so it is found by what it begins with: the
addresses of the line table and of the names in it. Up to `etext` it is the same from Go 1.18 on.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from slimgo.gopack.filters.lines.header import GO_1_18, Header

_WORDS = 39
_NARROW = 4  # bytes
_MINPC, _MAXPC, _TEXT = 20, 21, 22
_TYPES, _TYPES_GO_1_18 = 37, 35
"""Up to Go 1.26, with their end behind it; since Go 1.27 they have a section of their own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Moduledata:
    """text: the address of `runtime.text`, from which functions and methods count.

    types: the addresses from the first type to the end of the section they are in; empty since
    Go 1.27.
    """

    text: int
    types: range


def find(image: bytes, base: int, table: range, header: Header) -> Moduledata | None:
    """None where it is not there, or not of this line table and its functions.

    table: the line table's image range. base: virtual address of the image's start.
    """
    start = base + table.start
    functab = table.start + header.functab
    (first,) = struct.unpack_from("<I", image, functab)
    (last,) = struct.unpack_from("<I", image, functab + 8 * header.functions)
    letter = "Q" if header.pointer > _NARROW else "I"
    beginning = struct.pack(f"<2{letter}", start, start + header.names)
    at = -1
    while (at := image.find(beginning, at + 1)) >= 0:
        if at + _WORDS * header.pointer > len(image):
            return None
        words = struct.unpack_from(f"<{_WORDS}{letter}", image, at)
        text = words[_TEXT]
        if words[_MINPC] - text == first and words[_MAXPC] - text == last:
            types = _TYPES_GO_1_18 if header.magic == GO_1_18 else _TYPES
            return Moduledata(text=text, types=range(words[types], words[types + 1]))
    return None
