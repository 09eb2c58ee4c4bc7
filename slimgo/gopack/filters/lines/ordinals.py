"""Which offsets of a text begin an instruction, and how many begin before each: a bit for each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from slimgo.gopack.filters.lines.layout import Ints

_BITS = 6  # an offset's place within a word of 64 bits
_WITHIN = np.uint64((1 << _BITS) - 1)
_ONE = np.uint64(1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ordinals:
    """words: a bit per offset. before: how many are set in all words before each."""

    words: npt.NDArray[np.uint64]
    before: npt.NDArray[np.int32]

    @classmethod
    def of(cls, starts: npt.NDArray[np.int32], size: int) -> Ordinals:
        """starts: the offsets of the instructions, ascending, each from 0 to size."""
        marks = np.zeros((size >> _BITS) + 1 << _BITS, np.bool_)
        marks[starts] = True
        words = np.packbits(marks, bitorder="little").view("<u8").astype(np.uint64)
        counts = np.bitwise_count(words)
        before = np.cumsum(counts, dtype=np.int32) - counts
        return cls(words=words, before=before.astype(np.int32))

    def __getitem__(self, offsets: Ints) -> Ints:
        """How many instructions begin before each offset."""
        word = offsets >> _BITS
        below = (_ONE << (offsets.astype(np.uint64) & _WITHIN)) - _ONE
        within = np.bitwise_count(self.words[word] & below)
        ordinals: Ints = self.before[word].astype(np.int64) + within
        return ordinals

    def begins(self, offsets: Ints) -> npt.NDArray[np.bool_]:
        """Whether an instruction begins at each offset."""
        bits = self.words[offsets >> _BITS] >> (offsets.astype(np.uint64) & _WITHIN)
        there: npt.NDArray[np.bool_] = bits & _ONE != 0
        return there
