"""What the funcdata of a table holds: which can be rebuilt, and its bytes as streams."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

from slimgo.gopack.filters.lines import findfunc
from slimgo.gopack.filters.lines.funcdata import ARGUMENTS, GROUP, LOCALS, TREE, kind_of
from slimgo.gopack.filters.lines.layout import NONE, Layout

_MAPS = struct.Struct("<II")  # how many stack maps, and how many bits each has
NODE = 16
"""Bytes of a node of an inlining tree (runtime/symtabinl.go)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Region:
    """Where funcdata stands in the image; 0 when it is not in this section (before Go 1.26)."""

    start: int
    stop: int
    findfunc: int  # in the image; 0: not there, or not as expected


NOWHERE = Region(start=0, stop=0, findfunc=0)


def find(image: bytes, layout: Layout) -> Region:
    """The funcdata's region. It begins aligned; how much is seen by its stack maps."""
    records_end = layout.functab + layout.records_end
    if layout.stop - records_end < NODE:
        return NOWHERE
    table = findfunc.build(layout.entries)
    at = image.find(table, records_end, layout.stop)
    stop = at if at >= 0 else layout.stop
    maps = np.unique(layout.data_offset[layout.data_index == LOCALS])
    maps = maps[maps != NONE]
    for alignment in (8, 16, 32, 64, 4):
        start = -(-records_end // alignment) * alignment
        good = sum(
            map_size(image[start + place : start + place + 8]) <= stop - start - place
            and _plain(image[start + place : start + place + 8])
            for place in maps.tolist()
        )
        if len(maps) and good == len(maps):
            return Region(start=start, stop=stop, findfunc=max(at, 0))
    return NOWHERE


def _plain(head: bytes) -> bool:
    count, bits = _MAPS.unpack(head)
    return bool(0 < count < 1 << 20 and bits < 1 << 24)


def map_size(head: bytes) -> int:
    """The bytes of a set of stack maps (runtime.stackmap) that begins so."""
    if len(head) < _MAPS.size:
        return 1 << 40
    count, bits = _MAPS.unpack(head)
    return int(_MAPS.size + count * ((bits + 7) // 8))


def sizes(
    image: bytes, layout: Layout, region: Region, trees: dict[int, int]
) -> dict[tuple[int, int], int]:
    """The sizes of all funcdata, by kind and offset; negative: it cannot be rebuilt.

    trees: nodes of the inlining trees that can, by offset.
    """
    every = np.unique(layout.data_offset)
    every = every[every != NONE]
    room = region.stop - region.start
    ends = np.minimum(np.append(every, room), room)
    extents = dict(zip(every.tolist(), np.diff(ends).tolist(), strict=True))
    result = {}
    pairs = np.unique(layout.data_index << 32 | layout.data_offset)
    for index, place in zip((pairs >> 32).tolist(), (pairs & NONE).tolist(), strict=True):
        if place == NONE:
            continue
        kind = kind_of(index)
        extent = size = extents[place]
        at = region.start + place
        if kind in {ARGUMENTS, LOCALS}:
            size = map_size(image[at : at + 8])
        elif kind == TREE:
            size = trees.get(place, 0) * NODE
        result[kind, place] = size if 0 < size <= extent else -extent
    return result


def groups(layout: Layout, sizes: dict[tuple[int, int], int]) -> dict[int, int]:
    """Where each alignment's group of funcdata begins, by alignment.

    The first new one of the kinds that are always in their group tells, and the stack maps that
    stand right before it and are met before it.
    """
    met: list[tuple[int, int]] = []
    seen = set()
    for index, place in zip(layout.data_index.tolist(), layout.data_offset.tolist(), strict=True):
        if place != NONE and place not in seen:
            seen.add(place)
            met.append((kind_of(index), place))
    highest = max((place for kind, place in met if kind in {LOCALS, TREE}), default=-1)
    ones = next((place for kind, place in met if GROUP[kind] == 1 and place > highest), 0)
    for number, (kind, place) in enumerate(met):
        if kind in {LOCALS, TREE}:
            fours = place
            for earlier, at in reversed(met[:number]):
                end = at + sizes.get((earlier, at), 0)
                if GROUP[earlier] == GROUP[kind] and (end + 3) & ~3 == fours:
                    fours = at
            return {8: 0, 4: fours, 1: ones}
    return {8: 0, 4: 0, 1: ones}
