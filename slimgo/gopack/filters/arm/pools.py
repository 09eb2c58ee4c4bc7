"""Literal pools of arm code: words behind or between the code that LDR reads relative to itself.

Go's assembler gives each value a place in the pool when it is used first, and one only
(`cmd/internal/obj/arm/asm5.go`, addpool). So when each load has its value, the pool follows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from slimgo.gopack.filters.words import Numbers, Spans, Which, Words, match

MOST_LOADS = 2048
"""Of one pool: they reach less than 4096 bytes."""

_BEHIND = 2  # instructions that the program counter is ahead
_OFFSET = 0xFFF


@dataclass(frozen=True, kw_only=True)
class Pools:
    """loads: indices of the instructions whose value follows from it, ascending. values: of each.

    begins: the index of each pool's first word. within: which words are in these pools.
    """

    loads: Numbers
    values: Words
    begins: Numbers
    within: Which


def is_load(words: Words) -> Which:
    """LDR of a word at the program counter plus something, on any condition."""
    return match(words, 0x0FFF0000, 0x059F0000) & (words < np.uint32(0xF0000000))


def find(words: Words, spans: Spans) -> Pools:
    """The pools that follow from the values of their loads; words of others stay what they are."""
    at = np.flatnonzero(is_load(words))
    offset = (words[at] & _OFFSET).astype(np.int64)
    target = at + _BEHIND + offset // 4
    good = (offset % 4 == 0) & (target < spans.end[at])
    at, target = at[good], target[good]
    slot = np.zeros(len(words) + 1, np.bool_)
    slot[target] = True
    runs = _runs(slot, spans)
    pool = np.searchsorted(runs[:, 0], target, side="right") - 1
    loads: list[int] = []
    begins: list[int] = []
    within = np.zeros(len(words), np.bool_)
    chosen = np.argsort(pool, kind="stable")
    limits = np.searchsorted(pool[chosen], np.arange(len(runs) + 1)).tolist()
    reached = 0  # behind the last pool
    for number, (begin, end) in enumerate(runs.tolist()):
        some = chosen[limits[number] : limits[number + 1]]
        if at[some[0]] < reached or at[some[-1]] >= begin:
            continue
        if _follows(words[target[some]], target[some] - begin, end - begin):
            loads += at[some].tolist()
            begins.append(begin)
            within[begin:end] = True
            reached = end
    taken = np.array(loads, np.int64)
    values = words[target[np.searchsorted(at, taken)]]
    return Pools(loads=taken, values=values, begins=np.array(begins, np.int64), within=within)


def _runs(slot: Which, spans: Spans) -> Numbers:
    """Begin and end of each run of words that are loaded, none longer than its function."""
    index = np.flatnonzero(slot)
    first = np.diff(index, prepend=-2) != 1
    first |= spans.start[index] == index
    begins = np.flatnonzero(first)
    ends = np.append(begins[1:], len(index)) - 1
    return np.column_stack((index[begins], index[ends] + 1)) if len(index) else _NO_RUNS


_NO_RUNS = np.zeros((0, 2), np.int64)


def _follows(values: Words, slots: Numbers, size: int) -> bool:
    """Whether a pool of so many words is what its loads make, one after the other."""
    if len(values) > MOST_LOADS:
        return False
    places: dict[int, int] = {}
    for value, slot in zip(values.tolist(), slots.tolist(), strict=True):
        if places.setdefault(value, len(places)) != slot:
            return False
    return len(places) == size


def fill(loads: Numbers, values: Words, begins: Numbers) -> tuple[list[list[int]], list[int]]:
    """Of each pool its words; and of each load how far its word is in its pool.

    loads, begins: places in the stream, ascending.
    """
    pools: list[list[int]] = []
    places: list[int] = []
    limits = np.searchsorted(loads, begins).tolist()
    low = 0
    for high in limits:
        known: dict[int, int] = {}
        places += [known.setdefault(value, len(known)) for value in values[low:high].tolist()]
        pools.append(list(known))
        low = high
    return pools, places
