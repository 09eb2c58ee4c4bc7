"""The shapes of functions: what tables and funcdata they have, how each is given, and flags.

A program has some hundred; each is told once, the most frequent first, and then by its number.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

import numpy as np

from slimgo.gopack import varint
from slimgo.gopack.filters.lines.layout import NONE, Ints, Layout
from slimgo.gopack.filters.lines.names import Stream

SIZE = 8
_PACKED = 4  # modes in a byte


class Shape(NamedTuple):
    """modes: of each kind of table. present: bit n stands for funcdata n."""

    pcdata: int
    funcdata: int
    flags: int
    modes: list[int]
    present: int


def split(layout: Layout, modes: Ints) -> dict[Stream, bytes]:
    """The shapes as streams. modes: of each slot of the layout."""
    by_kind = np.zeros((layout.functions, 3 * _PACKED), np.int64)
    by_kind[layout.slot_function, layout.slot_kind] = modes
    packed = (by_kind.reshape(-1, 3, _PACKED) << (2 * np.arange(_PACKED))).sum(axis=2)
    present = np.zeros(layout.functions, np.int64)
    bits = (layout.data_offset != NONE).astype(np.int64) << layout.data_index
    np.bitwise_or.at(present, layout.data_function, bits)
    columns = (layout.pcdata, layout.funcdata, layout.flags, *packed.T, present & 255, present >> 8)
    rows = np.column_stack(columns).astype(np.uint8)
    kinds, which, counts = np.unique(rows, axis=0, return_inverse=True, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return {
        Stream.SHAPE_KINDS_BYTES: kinds[order].tobytes(),
        Stream.SHAPES: varint.encode(rank[which.ravel()]),
    }


def join(kinds: bytes) -> list[Shape]:
    """The shapes by their numbers."""
    shapes = []
    for pcdata, funcdata, flags, *rest in struct.iter_unpack(f"<{SIZE}B", kinds):
        modes = [byte >> (2 * at) & 3 for byte in rest[:3] for at in range(_PACKED)]
        shapes.append(Shape(pcdata, funcdata, flags, modes, rest[3] | rest[4] << 8))
    return shapes
