"""From the streams back to funcdata, see funcdata.py."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from slimgo.gopack.filters.lines.data import NODE
from slimgo.gopack.filters.lines.funcdata import (
    ELSEWHERE,
    FAMILY,
    KINDS,
    LOCALS,
    MET,
    OBJECTS,
    TREE,
    group_of,
    kind_of,
)
from slimgo.gopack.filters.lines.names import Parameter, Stream
from slimgo.gopack.filters.lines.reader import Reader


@dataclass(kw_only=True, slots=True)
class Funcdata:
    """Writes new funcdata where it belongs as references are read."""

    reader: Reader
    image: bytearray
    given: dict[Parameter, int]
    met: tuple[list[int], ...] = field(default_factory=lambda: tuple([] for _ in range(KINDS)))
    cursors: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self.cursors = {
            8: 0,
            4: self.given[Parameter.GROUP_4],
            1: self.given[Parameter.GROUP_1],
        }

    @property
    def start(self) -> int:
        return self.given[Parameter.DATA]

    def refer(self, index: int, nodes: int) -> tuple[int, int]:
        """The next reference, and how many nodes of an inlining tree are to be written there.

        nodes: how many a tree of this function has.
        """
        kind = kind_of(index)
        code = self.reader.number(Stream(Stream.DATA_0 + kind))
        family = self.met[FAMILY[kind]]
        if code >= MET:
            return family[code - MET], 0
        if code == ELSEWHERE:
            place = self.reader.number(Stream.DATA_PLACES)
            family.append(place)
            if self.start:
                self.cursors[group_of(kind, code)] = place + self._write(kind, place)
            return place, 0
        group = group_of(kind, code)
        place = (self.cursors[group] + group - 1) // group * group
        family.append(place)
        if kind == TREE:
            size = nodes * NODE
        elif kind <= LOCALS:
            size = self._maps(kind, place)
        else:
            size = self._write(kind, place)
        self.cursors[group] = place + size
        return place, nodes if kind == TREE else 0

    def _maps(self, kind: int, place: int) -> int:
        count = self.reader.number(Stream.MAP_SIZES)
        bits = self.reader.number(Stream.MAP_SIZES)
        size = count * ((bits + 7) // 8)
        content = self.reader.bytes(Stream(Stream.MAP_ARGUMENTS_BYTES + kind), size)
        at = self.start + place
        self.image[at : at + 8 + size] = struct.pack("<2I", count, bits) + content
        return 8 + size

    def _write(self, kind: int, place: int) -> int:
        size = self.reader.number(Stream.BLOB_SIZES)
        objects = kind == OBJECTS
        from_ = Stream.BLOB_OBJECTS_BYTES if objects else Stream.BLOB_OTHERS_BYTES
        at = self.start + place
        self.image[at : at + size] = self.reader.bytes(from_, size)
        return size
