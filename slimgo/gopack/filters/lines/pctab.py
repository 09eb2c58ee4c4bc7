"""The tables of all functions, which the linker puts together, equal ones once."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

import numpy as np

from slimgo.gopack import varint
from slimgo.gopack.filters.lines.unrows import Table


@dataclass(kw_only=True, slots=True)
class Pctab:
    """words: of the image, one per table. told, ends: of all rows. sizes: rows of each table."""

    words: list[int] = field(default_factory=list)
    told: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def add(self, word: int, table: Table) -> None:
        """A table, and the image offset at which its place is to stand."""
        self.words.append(word)
        self.told += table[0]
        self.ends += table[1]
        self.sizes.append(len(table[0]))

    def write(self, image: bytearray, pctab: int, quantum: int) -> None:
        """Writes pctab from this image offset, equal tables once, and where each table stands."""
        sizes = np.asarray(self.sizes, np.int64)
        firsts = np.cumsum(sizes) - sizes
        value, end = np.asarray(self.told, np.int64), np.asarray(self.ends, np.int64)
        before, begin = np.roll(value, 1), np.roll(end, 1)
        before[firsts], begin[firsts] = -1, 0
        numbers = np.zeros(2 * len(value) + len(sizes), np.int64)
        at = 2 * np.arange(len(value)) + np.repeat(np.arange(len(sizes)), sizes)
        numbers[at] = varint.zigzag(value - before)
        numbers[at + 1] = (end - begin) // quantum
        data = varint.encode(numbers)
        starts = varint.decode(data).starts[2 * firsts + np.arange(len(sizes))].tolist()
        met: dict[bytes, int] = {}
        here = 1
        for word, low, high in zip(self.words, starts, [*starts[1:], len(data)], strict=True):
            table = data[low:high]
            if table not in met:
                met[table] = here
                image[pctab + here : pctab + here + len(table)] = table
                here += len(table)
            struct.pack_into("<I", image, word, met[table])
