"""The rows of pctab as streams, kind by kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from slimgo.gopack import varint
from slimgo.gopack.filters.lines import positions, values
from slimgo.gopack.filters.lines.instructions import Code, stack_depths
from slimgo.gopack.filters.lines.layout import (
    FILE,
    INLINE,
    LINE,
    LIVE,
    PANIC,
    SP,
    STACKMAP,
    UNSAFE,
    Ints,
    Layout,
)
from slimgo.gopack.filters.lines.names import Mode, Stream
from slimgo.gopack.filters.lines.positions import Positions, key
from slimgo.gopack.filters.lines.tables import Bools, Rows, Tables
from slimgo.gopack.filters.lines.trees import Trees

_AT_ONCE = 1 << 16
"""Rows of lines that are looked at together: what they need stays in the processor's cache."""

_RAW_FIRST = (LINE, INLINE, SP, FILE)


@dataclass(kw_only=True, slots=True)
class Coder:
    """Takes the tables of a kind at a time; `modes` has a row per slot of the layout."""

    layout: Layout
    tables: Tables
    code: Code
    ends: Ints
    streams: dict[Stream, bytes] = field(default_factory=dict)
    modes: Ints = field(init=False)

    def __post_init__(self) -> None:
        self.modes = np.where(self.layout.slot_offset > 0, Mode.CODED, Mode.ABSENT).astype(np.int64)

    def rows(self, kind: int) -> Rows:
        """All rows of a kind."""
        return self.tables.rows(kind)

    def positions(self, rows: Rows) -> Positions:
        """Where these rows end."""
        return positions.read(rows, self.code, self.ends)

    def _sound(self, rows: Rows, good: Bools) -> tuple[Rows, Positions]:
        """The rows of the tables all of whose rows are good; the others are given as they are."""
        self.modes[rows.slot[~good]] = Mode.RAW
        rows = rows.of(self.modes[rows.slot] == Mode.CODED)
        return rows, self.positions(rows)

    def _put(self, stream: Stream, numbers: Ints) -> None:
        self.streams[stream] = varint.encode(numbers)

    def stack_depths(self) -> None:
        """Derived where the code tells them."""
        kind = np.flatnonzero(self.layout.slot_kind == SP)
        rows = self.rows(SP)
        bounds = np.searchsorted(rows.slot, np.append(kind, len(self.layout.slot_kind))).tolist()
        values, ends = rows.value.tolist(), (rows.end + self.code.entries[rows.function]).tolist()
        derived = []
        for function, depths in enumerate(stack_depths(self.code, self.ends)):
            low, high = bounds[function], bounds[function + 1]
            if len(depths) == high - low and depths == list(
                zip(values[low:high], ends[low:high], strict=True)
            ):
                derived.append(function)
        self.modes[kind[derived]] = Mode.DERIVED
        chosen = rows.of(self.modes[rows.slot] != Mode.DERIVED)
        chosen, at = self._sound(chosen, self.positions(chosen).sound)
        self._put(Stream.SP_STEPS, positions.in_instructions(at, self.code))
        self._put(Stream.SP_VALUES, varint.zigzag(chosen.change))

    def lines(self, rows: Rows, at: Positions, node: Ints, trees: Trees) -> None:
        """Lines, told against the line before of the same inlined call. node: of each row."""
        good = at.sound & (at.last | (at.end > at.begin))
        change = _line_changes(rows, node, self.layout.head[:, 9], trees)
        going = np.zeros(len(node), np.bool_)
        going[1:] = (node[1:] == node[:-1]) & ~rows.first[1:]
        self.modes[rows.slot[~good]] = Mode.RAW
        coded = self.modes[rows.slot] == Mode.CODED
        steps = np.where(at.last, 0, at.end - at.begin)
        self._put(Stream.LINE_STEPS, steps[coded])
        self._put(Stream.LINES_INLINED, change[coded & (node >= 0)])
        self._put(Stream.LINES_GOING, change[coded & (node < 0) & going])
        self._put(Stream.LINES_BACK, change[coded & (node < 0) & ~going])

    def inlining(self, lines: Positions) -> None:
        """The nodes of inlining trees, by how recent they are."""
        rows = self.rows(INLINE)
        rows, at = self._sound(rows, self.positions(rows).sound & (rows.value >= -1))
        steps, rests = positions.in_lines(at, lines)
        self._put(Stream.INLINE_STEPS, steps)
        self._put(Stream.INLINE_RESTS, rests)
        codes: list[int] = []
        firsts = [*np.flatnonzero(rows.first).tolist(), len(rows.slot)]
        every = rows.value.tolist()
        for low, high in pairwise(firsts):
            codes += values.nodes(every[low:high])
        self._put(Stream.INLINE_NODES, np.asarray(codes, np.int64))

    def files(self, lines: Positions, derived: Bools) -> None:
        """Files; derived: for each function, whether its table follows from what is inlined."""
        kind = np.flatnonzero(self.layout.slot_kind == FILE)
        self.modes[kind[derived]] = Mode.DERIVED
        rows = self.rows(FILE)
        rows = rows.of(self.modes[rows.slot] != Mode.DERIVED)
        rows, at = self._sound(rows, self.positions(rows).sound)
        steps, rests = positions.in_lines(at, lines)
        self._put(Stream.FILE_STEPS, steps)
        self._put(Stream.FILE_RESTS, rests)
        self._put(Stream.FILE_VALUES, varint.zigzag(rows.change))

    def others(self, lines: Positions) -> None:
        """The tables of pcdata."""
        unknown = self.layout.slot_kind > PANIC
        self.modes[unknown & (self.modes == Mode.CODED)] = Mode.RAW
        for kind, steps_to, rests_to, values_to in (
            (UNSAFE, Stream.UNSAFE_STEPS, None, Stream.UNSAFE_VALUES),
            (STACKMAP, Stream.STACKMAP_STEPS, Stream.STACKMAP_RESTS, Stream.STACKMAP_VALUES),
            (LIVE, Stream.LIVE_STEPS, Stream.LIVE_RESTS, Stream.LIVE_VALUES),
            (PANIC, Stream.PANIC_STEPS, Stream.PANIC_RESTS, Stream.PANIC_VALUES),
        ):
            rows = self.rows(kind)
            good = self.positions(rows).sound & values.tellable(rows)
            rows, at = self._sound(rows, good)
            if rests_to is None:
                self._put(steps_to, positions.in_instructions(at, self.code))
            else:
                steps, rests = (
                    positions.in_lines(at, lines)
                    if kind == LIVE
                    else positions.in_calls(at, self.code)
                )
                self._put(steps_to, steps)
                self._put(rests_to, rests)
            self._put(values_to, values.fresh(rows))

    def finish(self) -> dict[Stream, bytes]:
        """All streams, when every kind has had its turn."""
        raw = np.flatnonzero(self.modes == Mode.RAW)
        rank = self.layout.slot_kind[raw] + len(_RAW_FIRST)
        for place, kind in enumerate(_RAW_FIRST):
            rank[self.layout.slot_kind[raw] == kind] = place
        order = np.lexsort((rank, self.layout.slot_function[raw]))
        self.streams[Stream.RAW] = b"".join(map(self.tables.data, raw[order].tolist()))
        return self.streams


def _line_changes(rows: Rows, node: Ints, starts: Ints, trees: Trees) -> npt.NDArray[np.uint32]:
    """Against the line that the same node had last in its function, at first the node's start line;
    zigzag. starts: the functions' start lines. Some functions' rows at a time."""
    changes = np.empty(len(node), np.uint32)
    cuts = np.unique(np.searchsorted(rows.function, rows.function[::_AT_ONCE]))
    for low, high in pairwise([*cuts.tolist(), len(node)]):
        function, some, value = rows.function[low:high], node[low:high], rows.value[low:high]
        before = starts[function]
        inlined = np.flatnonzero(some >= 0)
        before[inlined] = trees.line[trees.bounds[function[inlined]] + some[inlined]]
        place = key(function, some + 1)
        order = np.argsort(place, kind="stable")
        place = place[order]
        known = np.flatnonzero(place[1:] == place[:-1]) + 1
        before[order[known]] = value[order[known - 1]]
        changes[low:high] = varint.zigzag(value - before)
    return changes
