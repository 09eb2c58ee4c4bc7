"""What texts of instructions that are whole words have in common: signed fields, and functions.

Functions begin at multiples of some number of bytes, though the last may end anywhere: the steps
between them are turned by so many bits, so that the low ones, which are zero, do not count.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from slimgo.gopack import varint

Words = npt.NDArray[np.uint32]
Numbers = npt.NDArray[np.int64]
Which = npt.NDArray[np.bool_]

_BITS = 32
_MOST_ENTRIES = 1 << 24


@dataclass(frozen=True, kw_only=True)
class Spans:
    """Of each instruction: the first of its function, and the first after it (all as indices)."""

    start: Numbers
    end: Numbers


def spans(entries: Words, count: int) -> Spans:
    """Count instructions divided at the entries (byte offsets, ascending); none: one function."""
    bounds = np.concatenate(([0], entries.astype(np.int64) // 4, [count]))
    sizes = np.diff(bounds)
    return Spans(start=np.repeat(bounds[:-1], sizes), end=np.repeat(bounds[1:], sizes))


def sound(entries: npt.NDArray[np.uint32], size: int) -> Words:
    """The entries, none where they do not ascend or pass the text's end: they are then unknown."""
    steps = np.diff(entries.astype(np.int64), prepend=0, append=size)
    fits = len(entries) <= _MOST_ENTRIES and (steps >= 0).all()
    return entries.astype(np.uint32) if fits else np.zeros(0, np.uint32)


def write_entries(entries: Words, turn: int) -> bytes:
    """The steps between them, turned by so many bits."""
    steps = np.diff(entries, prepend=np.uint32(0))
    turned = steps >> np.uint32(turn) | steps << np.uint32(-turn % _BITS)
    return varint.encode(turned if turn else steps)


def read_entries(stream: bytes, turn: int) -> Words:
    """What write_entries was given."""
    steps = varint.decode(stream).values.astype(np.uint32)
    turned = steps << np.uint32(turn) | steps >> np.uint32(-turn % _BITS)
    return np.cumsum(turned if turn else steps, dtype=np.uint32)


def match(words: Words, mask: int, kind: int) -> Which:
    """Those whose bits under the mask are the kind's."""
    seen: Which = words & np.uint32(mask) == np.uint32(kind)
    return seen


def signed(values: Words, width: int) -> Numbers:
    """The lowest bits, so many, as two's complement."""
    half = np.int64(1) << (width - 1)
    return (values.astype(np.int64) & 2 * half - 1 ^ half) - half


def places(entries: Words, targets: Numbers) -> tuple[Numbers, Which]:
    """The number of the function that begins at each index of an instruction, and which do."""
    number = np.searchsorted(entries, 4 * targets)
    named: Which = np.append(entries.astype(np.int64), -1)[number] == 4 * targets
    return number, named
