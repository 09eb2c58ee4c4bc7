"""The tables of pctab, row by row.

A table is a run of pairs of numbers, the change of a value and of the program counter, and a zero
at its end; the first change may be zero, the others are not (`cmd/internal/obj/pcln.go`). Equal
tables stand in pctab once, each where the first function that has it comes, in the linker's
order of functions and kinds: so the bytes of the tables tell where they stand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from slimgo.gopack import varint
from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.filters.lines.layout import Ints, Layout

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rows:
    """One element per row: the value holds from `begin` up to `end`, bytes from the entry."""

    slot: Ints  # index of the table's slot in the layout
    function: Ints
    kind: Ints
    value: Ints
    change: Ints  # against the row before, or -1
    begin: Ints
    end: Ints
    first: Bools  # of its table
    last: Bools

    def of(self, choice: Bools) -> Rows:
        """The chosen rows."""
        return Rows(**{name: getattr(self, name)[choice] for name in Rows.__slots__})


@dataclass(frozen=True, kw_only=True, slots=True)
class Tables:
    """Every table of every function, and for each slot its bytes in pctab (empty: no table)."""

    rows: Rows
    bounds: Ints  # where each slot's rows begin in rows, and where the last's end
    data: list[bytes]  # of each slot


def read(layout: Layout, pctab: bytes) -> Tables:
    """The tables. Raises FilterNotApplicable where pctab is not as Go's linker writes it."""
    slots = np.flatnonzero(layout.slot_offset)
    offsets, owners = np.unique(layout.slot_offset[slots], return_index=True)
    if not len(offsets) or offsets[0] != 1 or pctab[0] or (np.diff(owners) <= 0).any():
        raise FilterNotApplicable("the tables of pctab are not in the order of the functions")
    end = _end(pctab, int(offsets[-1]))
    if any(pctab[end:]):
        raise FilterNotApplicable("there is something behind the tables of pctab")
    try:
        numbers = varint.decode(pctab[:end])
    except ValueError as error:
        raise FilterNotApplicable(f"pctab is not made of tables: {error}") from error
    firsts = np.searchsorted(numbers.starts, offsets)
    if (numbers.starts[np.minimum(firsts, len(numbers.starts) - 1)] != offsets).any():
        raise FilterNotApplicable("a table of pctab begins within a number")
    after = np.append(firsts[1:], len(numbers.values))
    counts = (after - firsts) // 2
    if ((after - firsts) % 2 == 0).any() or numbers.values[after - 1].any():
        raise FilterNotApplicable("a table of pctab does not end where the next begins")
    if not counts.all():
        raise FilterNotApplicable("a table of pctab is empty")
    data = [pctab[a:b] for a, b in zip(offsets.tolist(), [*offsets[1:].tolist(), end], strict=True)]
    if len(set(data)) != len(data):
        raise FilterNotApplicable("equal tables stand in pctab more than once")
    which = np.searchsorted(offsets, layout.slot_offset[slots])
    sizes = np.zeros(len(layout.slot_offset), np.int64)
    sizes[slots] = counts[which]
    bounds = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
    slot = np.repeat(slots, counts[which])
    number = np.repeat(firsts[which] - 2 * bounds[slots], counts[which]) + 2 * np.arange(len(slot))
    change = varint.unzigzag(numbers.values[number])
    steps = numbers.values[number + 1] * layout.quantum
    start = np.repeat(bounds[slots], counts[which])
    first = start == np.arange(len(slot))
    last = np.append(first[1:], True)
    end_at = _within(steps, start)
    if (~first & (change == 0)).any():
        raise FilterNotApplicable("a table of pctab goes on behind its end")
    slot_data = [b""] * len(layout.slot_offset)
    for at, table in zip(slots.tolist(), which.tolist(), strict=True):
        slot_data[at] = data[table]
    rows = Rows(
        slot=slot,
        function=layout.slot_function[slot],
        kind=layout.slot_kind[slot],
        value=_within(change, start) - 1,
        change=change,
        begin=end_at - steps,
        end=end_at,
        first=first,
        last=last,
    )
    return Tables(rows=rows, bounds=bounds, data=slot_data)


def _within(steps: Ints, start: Ints) -> Ints:
    """The sums of steps since the first of each table."""
    sums = np.cumsum(steps)
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
