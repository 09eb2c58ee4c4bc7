"""What the linker tells Go's runtime of a program (`runtime/symtab.go`, moduledata).

It has a section of its own since Go 1.26 only, so it is found by what it begins with: the
addresses of the line table and of the names in it. Up to `etext` it is the same from Go 1.18 on.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from slimgo.gopack.filters.lines.header import Header

_MINPC, _MAXPC, _TEXT = 20, 21, 22
_WORDS = 23
_WORD = 8  # bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Moduledata:
    """text: the address of `runtime.text`, from which functions and methods count."""

    text: int


def find(
    image: bytes, base: int, table: range, header: Header, entries: npt.NDArray[np.uint32]
) -> Moduledata | None:
    """None where it is not there, or not of this table and of functions at these text offsets.

    table: the line table's image range. base: virtual address of the image's start.
    """
    start = base + table.start
    beginning = struct.pack("<2Q", start, start + header.names)
    at = -1
    while (at := image.find(beginning, at + 1)) >= 0:
        if at + _WORDS * _WORD > len(image):
            return None
        words = struct.unpack_from(f"<{_WORDS}Q", image, at)
        text = words[_TEXT]
        if words[_MINPC] - text == entries[0] and words[_MAXPC] - text == entries[-1]:
            return Moduledata(text=text)
    return None
