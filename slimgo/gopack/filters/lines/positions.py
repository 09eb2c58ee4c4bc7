"""Where the rows of a table end, told by what the code and the line table suggest.

Every way has 0 for the function's end. Among instructions: 1 is the tail, 2 the place behind the
tail's call, 3 the place behind the next check of the write barrier, n + 3 is n instructions on.
Among line rows: 2n for the end of the nth line row from here, 2n + 1 for a number of instructions
(a stream of its own) behind it. Among calls: 1 and 2 as above, 2n + 3 for the start of the call
behind n others, 2n + 4 for a number of instructions behind the nth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from slimgo.gopack.filters.lines.instructions import Code
from slimgo.gopack.filters.lines.layout import Ints
from slimgo.gopack.filters.lines.tables import Bools, Narrow, Rows

WIDE = 32  # bits of an offset within a function: a key of both is function << WIDE | offset
END, TAIL, RESUME, CHECK = range(4)


@dataclass(frozen=True, kw_only=True, slots=True)
class Positions:
    """The rows' ends: as instructions' ordinals in the whole text."""

    function: Narrow
    begin: Narrow  # ordinals
    end: Narrow
    key: Ints  # function and offset of the row's end
    begin_key: Ints
    last: Bools
    sound: Bools  # the end can be told in instructions


def key(function: Narrow, offset: Narrow | Ints) -> Ints:
    """Ascends by function, and then by offset."""
    made: Ints = (function.astype(np.int64) << WIDE) + offset
    return made


def read(rows: Rows, code: Code, ends: Ints) -> Positions:
    """Positions of these rows; ends are the text offsets where each function's tables end."""
    entry = code.entries[rows.function]
    limit = code.entries[rows.function + 1]
    begin, end = np.minimum(entry + rows.begin, limit), np.minimum(entry + rows.end, limit)
    stop = ends[rows.function]
    sound = np.where(
        rows.last, entry + rows.end == stop, code.ordinal.begins(end) & (entry + rows.end < stop)
    )
    sound &= (rows.end > rows.begin) | rows.last
    return Positions(
        function=rows.function,
        begin=code.ordinal[begin].astype(np.int32),
        end=code.ordinal[end].astype(np.int32),
        key=key(rows.function, rows.end),
        begin_key=key(rows.function, rows.begin),
        last=rows.last,
        sound=sound,
    )


def in_instructions(at: Positions, code: Code) -> Ints:
    """One code per row."""
    check = _next(code.checks, at.begin + 1)
    steps = np.where(at.end == check, CHECK, at.end - at.begin + CHECK)
    return _special(at, code, steps)


def in_calls(at: Positions, code: Code) -> tuple[Ints, Ints]:
    """One code per row, and the instructions of those that are not at a call."""
    low, high = np.searchsorted(code.calls, at.begin), np.searchsorted(code.calls, at.end)
    hit = np.append(code.calls, -1)[high] == at.end
    steps = _special(at, code, 2 * (high - low) + np.where(hit, 3, 4))
    base = np.where(high > low, np.append(0, code.calls)[high] + 1, at.begin)
    return steps, (at.end - base)[(steps > RESUME) & ~hit]


def in_lines(at: Positions, lines: Positions) -> tuple[Ints, Ints]:
    """One code per row, and the instructions of those that are not at a line row's end."""
    low = np.searchsorted(lines.key, at.begin_key, side="right")
    high = np.searchsorted(lines.key, at.key, side="right")
    before = np.maximum(high - 1, 0)
    hit = lines.key[before] == at.key if len(lines.key) else np.zeros(len(high), np.bool_)
    steps = np.where(at.last, END, 2 * (high - low) + ~hit)
    base = np.where(high > low, lines.end[before] if len(lines.key) else 0, at.begin)
    return steps, (at.end - base)[~at.last & ~hit].astype(np.int64)


def _next(marks: Ints, at: Narrow) -> Ints:
    """The first mark at or behind each ordinal, or -1."""
    return np.append(marks, -1)[np.searchsorted(marks, at)]


def _special(at: Positions, code: Code, steps: Ints) -> Ints:
    steps = np.where(at.end == code.resumes[at.function], RESUME, steps)
    steps = np.where(at.end == code.tails[at.function], TAIL, steps)
    return np.where(at.last, END, steps)
