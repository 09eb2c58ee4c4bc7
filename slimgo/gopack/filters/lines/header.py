"""The header of a Go line table (`runtime/symtab.go`, pcHeader), as Go 1.18 to 1.27 write it.

Its magic number tells little: garble draws one of its own. So what follows must fit.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from slimgo.gopack.errors import FilterNotApplicable

GO_1_18 = 0xFFFFFFF0
"""The magic number of Go 1.18 and 1.19 (internal/abi, Go118PCLnTabMagic)."""

START = 8
"""Bytes before the header's words, each of which has as many bytes as an address."""

_START = struct.Struct("<IHBB")
_WORDS = {4: struct.Struct("<8I"), 8: struct.Struct("<8Q")}
_QUANTA = {1, 2, 4}


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """Places count in bytes from the table's start.

    quantum: bytes that one step of a program counter stands for. pointer: bytes of an address.
    text: the address at which functions begin to count; 0 since Go 1.26, which has it in moduledata
    alone.
    """

    magic: int
    quantum: int
    pointer: int
    functions: int
    text: int
    names: int
    units: int
    files: int
    pctab: int
    functab: int


def read(table: bytes | memoryview) -> Header:
    """The header of the table that these bytes are. Raises FilterNotApplicable."""
    if len(table) < START + _WORDS[8].size:
        raise FilterNotApplicable("the line table is cut short")
    magic, zero, quantum, pointer = _START.unpack_from(table)
    if zero or quantum not in _QUANTA or pointer not in _WORDS:
        raise FilterNotApplicable(f"the line table is of an unknown layout (magic {magic:#x})")
    count, _, text, names, units, files, pctab, functab = _WORDS[pointer].unpack_from(table, START)
    room = len(table) - 8 * count - 4
    if not START + 8 * pointer <= names < units <= files < pctab < functab <= room < len(table):
        raise FilterNotApplicable("the parts of the line table are not in the known order")
    return Header(
        magic=magic,
        quantum=quantum,
        pointer=pointer,
        functions=count,
        text=text,
        names=names,
        units=units,
        files=files,
        pctab=pctab,
        functab=functab,
    )
