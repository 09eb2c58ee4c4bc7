"""The text of an amd64 program as a row of instructions: its parts, functions and padding."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from slimgo.gopack.filters.amd64.operands import Numbers, Places

PART = 1 << 17
"""Bytes of the text that the stub joins at once; text_parts.h has the same number."""


@dataclass(frozen=True, kw_only=True)
class Program:
    """The text as a row of instructions."""

    size: int
    starts: Places  # of the instructions, each of which ends where the next one begins
    entries: Numbers  # the functions' offsets and the end of the last

    def ends(self, index: Numbers) -> Numbers:
        """The offsets where these instructions end."""
        behind = self.starts.take(index + 1, mode="clip").astype(np.int64)
        behind[index + 1 == len(self.starts)] = self.size
        return behind

    def find(self, offsets: Numbers) -> Numbers:
        """The first instruction at or behind each offset."""
        within = np.clip(offsets, -1, self.size).astype(np.int32)
        return np.searchsorted(self.starts, within)

    @property
    def parts(self) -> Numbers:
        """The offset where each part ends."""
        return np.append(np.arange(PART, self.size, PART, dtype=np.int64), self.size)


def signed(values: npt.NDArray[np.uint32], bits: int) -> Numbers:
    """Numbers of so many bits, the highest of which is the sign."""
    sign = 1 << (bits - 1)
    return (values.astype(np.int64) ^ sign) - sign


def callees(called: Numbers, size: int) -> Numbers:
    """The offsets that are called, and the text's end: the functions as far as they are known."""
    known = np.unique(called)
    return np.append(known[(known >= 0) & (known < size)], size)


def behind(entries: Numbers, called: Numbers) -> Numbers:
    """The functions, and those of C behind them, as far as they are called.

    called: the offsets that calls name, ascending, and the text's end.
    """
    further = called[called > entries[-1]]
    return np.append(entries, further) if len(further) > 1 else entries


def alignment(entries: Numbers) -> int:
    """What the offsets of all functions are multiples of: 32, 16 or 1."""
    return next(unit for unit in (32, 16, 1) if not (entries[:-1] % unit).any())


def padding(
    text: Program, int3: npt.NDArray[np.bool_], alignment: int
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which instructions begin padding up to a multiple of the alignment, and which are padding."""
    begins, covered = np.zeros(len(int3), np.bool_), np.zeros(len(int3), np.bool_)
    index = np.flatnonzero(int3)
    at = text.starts[index].astype(np.int64)
    stops = np.flatnonzero(np.diff(index, append=-1) != 1)  # the last int3 of each run
    run_end = text.ends(index[stops])[np.searchsorted(stops, np.arange(len(index)))]
    reached = (at // alignment + 1) * alignment
    begin = reached <= run_end
    begin &= text.parts[np.searchsorted(text.parts, at, side="right")] >= reached
    begin &= (np.diff(index, prepend=-2) != 1) | (at % alignment == 0)
    first = np.maximum.accumulate(np.where(begin, np.arange(len(at)), -1))
    begins[index] = begin
    covered[index] = (first >= 0) & (at < np.where(first >= 0, reached[first], 0))
    return begins, covered
