"""Rows of 16 bytes as numbers: equal rows have the same one, in the order in which they are met.

A text has some ten thousand different rows among millions: each is kept once. Rows are known by a
hash of 64 bits. Two that collide would be taken for one, which the packer's own proof finds.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from slimgo.gopack.filters.amd64.operands import Bytes, Places

WIDTH = 16
"""Bytes of a row."""

_BITS = 18  # of a place in the table
Hashes = npt.NDArray[np.uint64]


def hashes(rows: Bytes) -> Hashes:
    """One of each row; none is 0."""
    halves = np.ascontiguousarray(rows).view(np.uint64)
    made = halves[:, 0] * np.uint64(0x9E3779B97F4A7C15)
    made ^= made >> np.uint64(31)
    made = (made + halves[:, 1]) * np.uint64(0xC2B2AE3D27D4EB4F)
    return made | np.uint64(1)


@dataclass(kw_only=True, slots=True)
class Distinct:
    """numbers: of every hash met. A table has the number of most hashes at once: of those whose
    place in it, their highest bits, no other hash took before."""

    numbers: dict[int, int] = field(default_factory=dict)
    _rows: list[Bytes] = field(default_factory=list)
    _hash: Hashes = field(default_factory=lambda: np.zeros(1 << _BITS, np.uint64))
    _number: Places = field(default_factory=lambda: np.zeros(1 << _BITS, np.int32))

    def add(self, rows: Bytes) -> Places:
        """The number of each of these rows."""
        made = hashes(rows)
        place = (made >> np.uint64(64 - _BITS)).astype(np.int64)
        found = self._number.take(place)
        missed = np.flatnonzero(self._hash.take(place) != made)
        if len(missed):
            new, first, which = np.unique(made[missed], return_index=True, return_inverse=True)
            index = missed[first]
            known = [self.numbers.get(hash_, -1) for hash_ in new.tolist()]
            for at in np.argsort(index).tolist():
                if known[at] < 0:
                    known[at] = self.numbers[int(new[at])] = len(self.numbers)
                    self._rows.append(rows[index[at]].copy())
            numbers = np.array(known, np.int32)
            found[missed] = numbers[which]
            free = self._hash.take(place[index]) == 0
            self._hash[place[index][free]] = new[free]
            self._number[place[index][free]] = numbers[free]
        return found

    @property
    def rows(self) -> Bytes:
        """The row of each number."""
        return np.array(self._rows, np.uint8).reshape(-1, WIDTH)
