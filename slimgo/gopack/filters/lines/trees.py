"""Inlining trees: a node per inlined call, in the order in which their code comes.

How many nodes a tree has follows from the table of inlining; a node's parent program counter is
told by the line row it is in, counted from the row in which the node's own code begins.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from slimgo.gopack import varint
from slimgo.gopack.filters.lines.data import NODE, Region
from slimgo.gopack.filters.lines.funcdata import TREE
from slimgo.gopack.filters.lines.instructions import Code
from slimgo.gopack.filters.lines.layout import NONE, Ints, Layout
from slimgo.gopack.filters.lines.positions import WIDE, Positions
from slimgo.gopack.filters.lines.tables import Rows

_FUNCTION_IDS = 256


@dataclass(frozen=True, kw_only=True, slots=True)
class Trees:
    """The trees that can be rebuilt. Nodes: a row per node, the functions one after the other."""

    counts: Ints  # nodes of each function
    bounds: Ints  # where each function's begin
    function: Ints
    name: Ints
    line: Ints
    function_id: Ints
    parents: Ints  # line rows from the node's first, zigzag
    rests: Ints  # instructions

    def choose(self, keep: Ints) -> Trees:
        """Only the trees of these functions."""
        counts = np.zeros_like(self.counts)
        counts[keep] = self.counts[keep]
        chosen = counts[self.function] > 0
        bounds = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
        names = ("function", "name", "line", "function_id", "parents", "rests")
        columns = {name: getattr(self, name)[chosen] for name in names}
        return Trees(counts=counts, bounds=bounds, **columns)


def read(
    *,
    image: bytes,
    layout: Layout,
    region: Region,
    inlining: Rows,
    lines: Positions,
    code: Code,
    ends: Ints,
) -> Trees:
    """The trees that can be rebuilt, from where the functions' references say they are."""
    counts = np.zeros(layout.functions, np.int64)
    np.maximum.at(counts, inlining.function, inlining.value + 1)
    chosen = (layout.data_index == TREE) & (layout.data_offset != NONE)
    places = np.full(layout.functions, -1, np.int64)
    places[layout.data_function[chosen]] = layout.data_offset[chosen]
    lined = np.zeros(layout.functions, np.bool_)
    lined[lines.function] = True
    fits = region.start + places + NODE * counts <= region.stop
    counts[(places < 0) | ~fits | ~lined | (region.start == 0) | (places % 4 != 0)] = 0
    bounds = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
    function = np.repeat(np.arange(layout.functions), counts)
    number = np.arange(len(function)) - bounds[function]
    words = np.frombuffer(image[region.start : region.stop // 4 * 4], np.uint32).astype(np.int64)
    first = (places[function] + NODE * number) // 4
    first = first[:, None] + np.arange(4)
    nodes = words[first] if len(first) else np.zeros((0, 4), np.int64)

    key = function << WIDE
    begin = _first_runs(inlining, bounds, counts, len(function))
    entry = code.entries[function]
    sound = (
        (nodes[:, 0] < _FUNCTION_IDS)
        & (nodes[:, 1] < len(layout.names))
        & (entry + nodes[:, 2] < ends[function])
    )
    at = np.where(sound, entry + nodes[:, 2], 0)
    sound &= code.ordinal.begins(at)
    here = np.searchsorted(lines.key, key + nodes[:, 2], side="right")
    from_ = np.searchsorted(lines.key, key + begin, side="right")
    before = np.maximum(here - 1, 0)
    inside = (here > 0) & (lines.function[before] == function) if len(lines.key) else here > 0
    start = np.where(inside, lines.end[before], code.ordinal[entry])
    rests = code.ordinal[at] - start
    sound &= rests >= 0
    whole = np.ones(layout.functions, np.bool_)
    whole[function[~sound]] = False
    return Trees(
        counts=counts,
        bounds=bounds,
        function=function,
        name=nodes[:, 1],
        line=nodes[:, 3],
        function_id=nodes[:, 0],
        parents=varint.zigzag(here - from_),
        rests=rests.astype(np.int64),
    ).choose(np.flatnonzero(whole))


def _first_runs(inlining: Rows, bounds: Ints, counts: Ints, nodes: int) -> Ints:
    """Where the code of each node begins first, in bytes from the function's entry."""
    begin = np.zeros(nodes, np.int64)
    known = (inlining.value >= 0) & (inlining.value < counts[inlining.function])
    node = (bounds[inlining.function] + inlining.value)[known][::-1]
    begin[node] = inlining.begin[known][::-1]
    return begin
