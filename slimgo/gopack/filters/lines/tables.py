"""The tables of pctab, row by row.

A table is a run of pairs of numbers, the change of a value and of the program counter, and a zero
at its end; the first change may be zero, the others are not (`cmd/internal/obj/pcln.go`). Equal
tables stand in pctab once, each where the first function that has it comes, in the linker's
order of functions and kinds: so the bytes of the tables tell where they stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from slimgo.gopack import varint
from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.filters.lines.layout import Ints, Layout

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rows:
    """One element per row: the value holds from `begin` up to `end`, bytes from the entry.

    A program has millions, so those of all tables are numbers of four bytes; `of` gives some of
    them as eight.
    """

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
        columns = {name: getattr(self, name)[choice] for name in Rows.__slots__}
        return Rows(**{name: _wide(column) for name, column in columns.items()})


def _wide(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return column if column.dtype == np.bool_ else column.astype(np.int64, copy=False)


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
    pairs = np.delete(numbers.values, np.append(0, after - 1)).reshape(-1, 2)
    whole = _whole(pairs, counts, layout.quantum)
    which = np.searchsorted(offsets, layout.slot_offset[slots])
    sizes = np.zeros(len(layout.slot_offset), np.int64)
    sizes[slots] = counts[which]
    bounds = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
    slot_data = [b""] * len(layout.slot_offset)
    for at, table in zip(slots.tolist(), which.tolist(), strict=True):
        slot_data[at] = data[table]
    slot = np.repeat(slots.astype(np.int32), counts[which])
    shift = (np.cumsum(counts) - counts)[which] - bounds[slots]
    row = np.repeat(shift.astype(np.int32), counts[which]) + np.arange(len(slot), dtype=np.int32)
    rows = Rows(
        slot=slot,
        function=layout.slot_function.astype(np.int32)[slot],
        kind=layout.slot_kind.astype(np.int32)[slot],
        **{name: column[row] for name, column in whole.items()},
    )
    return Tables(rows=rows, bounds=bounds, data=slot_data)


def _whole(pairs: Ints, counts: Ints, quantum: int) -> dict[str, npt.NDArray[Any]]:
    """The columns of the tables as they stand in pctab, one after the other. counts: of rows."""
    start = np.repeat(np.cumsum(counts) - counts, counts)
    first = start == np.arange(len(start))
    change, steps = varint.unzigzag(pairs[:, 0]), pairs[:, 1] * quantum
    if (~first & (change == 0)).any():
        raise FilterNotApplicable("a table of pctab goes on behind its end")
    end, value = _within(steps, start), _within(change, start) - 1
    columns = {"value": value, "change": change, "begin": end - steps, "end": end}
    if any((column.astype(np.int32) != column).any() for column in columns.values()):
        raise FilterNotApplicable("a table of pctab has numbers of more than 32 bits")
    narrow = {name: column.astype(np.int32) for name, column in columns.items()}
    return narrow | {"first": first, "last": np.append(first[1:], True)}


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
