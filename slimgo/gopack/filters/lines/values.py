"""The values of a table's rows, told by those before them.

Most tables number what they mean in the order in which it comes: the next new number is then one
above the highest so far.
"""

from __future__ import annotations

import numpy as np

from slimgo.gopack.filters.lines.layout import Ints
from slimgo.gopack.filters.lines.tables import Bools, Rows

LOWEST = -5
"""Of the values that `fresh` can tell."""
ABOVE = 2
"""How many of the first codes of a fresh value count from the highest so far."""
NEW = 3
"""How many of the first codes of an inlining row stand for nodes that were not met before."""


def fresh(rows: Rows) -> Ints:
    """0 and 1 for one and two above the highest so far, otherwise ABOVE and what exceeds LOWEST."""
    highest = _highest_before(rows)
    above = rows.value - highest
    return np.where((above > 0) & (above <= ABOVE), above - 1, rows.value - LOWEST + ABOVE)


def tellable(rows: Rows) -> Bools:
    """Whether `fresh` can tell each value."""
    return rows.value >= LOWEST


def _highest_before(rows: Rows) -> Ints:
    """The highest value of the rows before each in its table, at least -1."""
    if not len(rows.slot):
        return rows.value
    table = np.cumsum(rows.first) << 40
    running = np.maximum.accumulate(table + np.maximum(rows.value, -1)) - table
    return np.where(rows.first, -1, np.concatenate(([-1], running[:-1])))


def nodes(values: list[int]) -> list[int]:
    """Codes of the inlining tree's nodes of one table, recent ones first.

    0, 1 and 2: the next node not met before, or the one or two behind it; n + 3: the node met
    most recently but n others, or, when there is none, one not met before, that much further on.
    -1 stands for the function itself and counts as met. values: each at least -1.
    """
    recent = [-1]
    codes = []
    for value in values:
        size = len(recent)
        ahead = value - size + 2
        if ahead > 0:
            codes.append(ahead - 1 if ahead <= NEW else size + ahead - 1)
            recent[:0] = range(value, size - 2, -1)
            continue
        rank = recent.index(value)
        codes.append(rank + NEW)
        del recent[rank]
        recent.insert(0, value)
    return codes


def nodes_back(codes: list[int]) -> list[int]:
    """What `nodes` was given."""
    recent = [-1]
    values = []
    for code in codes:
        size = len(recent)
        ahead = code + 1 if code < NEW else code - NEW - size + 1 + NEW
        if code < NEW or code - NEW >= size:
            recent[:0] = range(size - 2 + ahead, size - 2, -1)
        else:
            recent.insert(0, recent.pop(code - NEW))
        values.append(recent[0])
    return values
