"""The tables of pctab, row by row.

A table is a run of pairs of numbers, the change of a value and of the program counter, and a zero
at its end; the first change may be zero, the others are not (`cmd/internal/obj/pcln.go`). Equal
tables stand in pctab once, each where the first function that has it comes, in the linker's
order of functions and kinds: so the bytes of the tables tell where they stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from slimgo.gopack import varint
from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.filters.lines.layout import Ints, Layout

Bools = npt.NDArray[np.bool_]
Narrow = npt.NDArray[np.int32]

_AT_ONCE = 1 << 13
"""Tables that are read at once: what they need stays in the processor's cache."""

_TOO_FAR = 1 << 31
"""Bytes: a program is smaller."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rows:
    """One element per row: the value holds from `begin` up to `end`, bytes from the entry."""

    slot: Narrow  # index of the table's slot in the layout
    function: Narrow
    value: Ints
    change: Narrow  # against the row before, or -1
    begin: Narrow
    end: Narrow
    first: Bools  # of its table
    last: Bools

    def of(self, choice: Bools) -> Rows:
        """The chosen rows."""
        return Rows(**{name: getattr(self, name)[choice] for name in Rows.__slots__})


@dataclass(frozen=True, kw_only=True, slots=True)
class Tables:
    """Every table of every function. A program has millions of rows: as they stand in pctab they
    are kept, in four bytes, and made rows of functions for a kind at a time.

    pctab: its bytes. change, step: of all rows in it. offsets: where each table begins in pctab,
    and where the last one ends. which: the table of each slot, -1 for none. places: where its rows
    begin, and counts, how many it has. ends: of its last row.
    """

    layout: Layout
    pctab: bytes
    offsets: Ints
    which: Ints
    change: Narrow
    step: Narrow
    places: Ints
    counts: Ints
    ends: Ints

    @property
    def different(self) -> int:
        """How many contents of a slot there are, none being one too."""
        return len(self.offsets) - 1 + bool((self.which < 0).any())

    def data(self, slot: int) -> bytes:
        """The bytes of a slot that has a table."""
        start, end = self.offsets[self.which[slot] :][:2].tolist()
        return self.pctab[start:end]

    def rows(self, kind: int) -> Rows:
        """All rows of a kind."""
        slots = np.flatnonzero((self.layout.slot_kind == kind) & (self.counts > 0))
        counts = self.counts[slots]
        start = np.repeat(np.cumsum(counts) - counts, counts)
        number = np.arange(len(start)) - start + np.repeat(self.places[slots], counts)
        change, step = self.change[number], self.step[number]
        del number
        slot = np.repeat(slots.astype(np.int32), counts)
        end, first = _within(step, start).astype(np.int32), start == np.arange(len(start))
        return Rows(
            slot=slot,
            function=self.layout.slot_function.astype(np.int32)[slot],
            value=_within(change, start) - 1,
            change=change,
            begin=end - step,
            end=end,
            first=first,
            last=np.append(first[1:], True)[: len(first)],
        )


def read(layout: Layout, pctab: bytes) -> Tables:
    """The tables. Raises FilterNotApplicable where pctab is not as Go's linker writes it."""
    slots = np.flatnonzero(layout.slot_offset)
    offsets, owners = np.unique(layout.slot_offset[slots], return_index=True)
    if not len(offsets) or offsets[0] != 1 or pctab[0] or (np.diff(owners) <= 0).any():
        raise FilterNotApplicable("the tables of pctab are not in the order of the functions")
    end = _end(pctab, int(offsets[-1]))
    if any(pctab[end:]):
        raise FilterNotApplicable("there is something behind the tables of pctab")
    bounds = np.append(offsets, end)
    parts = [
        _part(pctab, bounds[low : low + _AT_ONCE + 1], layout.quantum)
        for low in range(0, len(offsets), _AT_ONCE)
    ]
    change, step, counts, ends = map(np.concatenate, zip(*parts, strict=True))
    if len({pctab[a:b] for a, b in pairwise(bounds.tolist())}) != len(offsets):
        raise FilterNotApplicable("equal tables stand in pctab more than once")
    which = np.searchsorted(offsets, layout.slot_offset[slots])
    of_slots = np.zeros((4, len(layout.slot_offset)), np.int64)
    of_slots[3] = -1
    of_slots[:3, slots] = np.stack((np.cumsum(counts) - counts, counts, ends))[:, which]
    of_slots[3, slots] = which
    places, sizes, last, tables = of_slots
    return Tables(
        layout=layout,
        pctab=pctab,
        offsets=bounds,
        which=tables,
        change=change,
        step=step,
        places=places,
        counts=sizes,
        ends=last,
    )


def _part(pctab: bytes, bounds: Ints, quantum: int) -> tuple[Narrow, Narrow, Ints, Ints]:
    """Of some tables: changes and steps of all rows, the number of rows, where the last ends."""
    try:
        numbers = varint.decode(pctab[bounds[0] : bounds[-1]])
    except ValueError as error:
        raise FilterNotApplicable(f"pctab is not made of tables: {error}") from error
    firsts = np.searchsorted(numbers.starts, bounds[:-1] - bounds[0])
    if (numbers.starts[firsts] != bounds[:-1] - bounds[0]).any():
        raise FilterNotApplicable("a table of pctab begins within a number")
    after = np.append(firsts[1:], len(numbers.values))
    counts = (after - firsts) // 2
    if ((after - firsts) % 2 == 0).any() or numbers.values[after - 1].any():
        raise FilterNotApplicable("a table of pctab does not end where the next begins")
    if not counts.all():
        raise FilterNotApplicable("a table of pctab is empty")
    pairs = np.delete(numbers.values, after - 1).reshape(-1, 2)
    change, step = varint.unzigzag(pairs[:, 0]), pairs[:, 1] * quantum
    begins = np.cumsum(counts) - counts
    gone_on = change == 0
    gone_on[begins] = False
    if gone_on.any():
        raise FilterNotApplicable("a table of pctab goes on behind its end")
    ends = np.add.reduceat(step, begins)
    if (ends >= _TOO_FAR).any():
        raise FilterNotApplicable("a table of pctab is about another text")
    return change.astype(np.int32), step.astype(np.int32), counts, ends


def _within(steps: Narrow, start: Ints) -> Ints:
    """The sums of steps since the first of each table."""
    sums = np.cumsum(steps, dtype=np.int64)
    return sums - (sums - steps)[start]


def _end(pctab: bytes, at: int) -> int:
    """The end of the table at this offset."""
    numbers = value = 0
    for place in range(at, len(pctab)):
        byte = pctab[place]
        value |= byte & 127
        if byte < varint.MORE:
            if not value and numbers and numbers % 2 == 0:
                return place + 1
            numbers += 1
            value = 0
    raise FilterNotApplicable("the last table of pctab is cut short")
