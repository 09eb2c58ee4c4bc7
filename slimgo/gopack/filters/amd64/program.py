"""The text of an amd64 program as a row of instructions: its parts, functions and padding."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from slimgo.gopack.filters.amd64.operands import Numbers

PART = 1 << 17
"""Bytes of the text that the stub joins at once; text_parts.h has the same number."""


@dataclass(frozen=True, kw_only=True)
class Program:
    """The text as a row of instructions."""

    size: int
    starts: Numbers
    ends: Numbers
    entries: Numbers  # the functions' offsets and the end of the last

    @property
    def parts(self) -> Numbers:
        """The offset where each part ends."""
        return np.append(np.arange(PART, self.size, PART, dtype=np.int64), self.size)


def signed(values: Numbers, bits: int) -> Numbers:
    """Numbers of so many bits, the highest of which is the sign."""
    sign = 1 << (bits - 1)
    return (values ^ sign) - sign


def callees(ends: Numbers, displacements: Numbers, size: int) -> Numbers:
    """The offsets that calls name, and the text's end: the functions as far as they are known."""
    called = np.unique(ends + signed(displacements, 32))
    return np.append(called[(called >= 0) & (called < size)], size)


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
    at = text.starts
    stop = np.flatnonzero(np.append(~int3, True))
    run_end = np.append(at, text.size)[stop[np.searchsorted(stop, np.arange(len(at)))]]
    reached = (at // alignment + 1) * alignment
    begins = int3 & (reached <= run_end)
    begins &= text.parts[np.searchsorted(text.parts, at, side="right")] >= reached
    begins &= ~np.concatenate([[False], int3[:-1]])[: len(at)] | (at % alignment == 0)
    first = np.maximum.accumulate(np.where(begins, np.arange(len(at)), -1))
    covered = (first >= 0) & (at < np.where(first >= 0, reached[first], 0))
    return begins, covered
