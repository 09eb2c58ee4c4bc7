"""What the text says about the line table: where instructions begin, calls, stack depths.

Most of pctab follows from the code. Positions are counted in instructions or in calls; the table
of stack depths follows from the pushes, pops and returns; and the tail that asks for more stack,
to which a function's first conditional jump leads, begins a row of several tables.
Only what Go's assemblers emit is known (look.py); all else is as if it left the stack alone, and
the table is then given in full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from slimgo.gopack.filters.lines.layout import Ints
from slimgo.gopack.filters.lines.look import ASIDE, RESTORE, Branches, Look, Marks, Raw
from slimgo.gopack.filters.lines.ordinals import Ordinals

_PROLOGUE = 6  # instructions among which the jump to the tail is
_SLICE = 1 << 16  # instructions, or bytes, at once


@dataclass(frozen=True, kw_only=True, slots=True)
class Code:
    """The text's marks: offsets count from its start. Stack changes: a row per instruction."""

    size: int  # of the text
    starts: npt.NDArray[np.int32]  # of each instruction, and the end of the last
    ordinal: Ordinals  # for each text offset: how many instructions begin before it
    entries: Ints
    ends: Ints  # of each function, as its tables have it: without int3 behind it on amd64
    stops: Ints  # where its last instruction ends
    calls: Ints  # ordinals of the calls
    checks: Ints  # ordinals of the instructions after a check of the write barrier
    tails: Ints  # for each function: ordinal of the tail that asks for more stack; -1: none
    resumes: Ints  # for each function: ordinal after the tail's call; -1: none
    change_at: Ints  # ordinals of the instructions that change the stack's depth
    change_by: Ints  # by how many bytes deeper; RESTORE for a return

    def offset(self, ordinals: Ints) -> npt.NDArray[np.int32]:
        """The text offsets of these instructions."""
        return self.starts[ordinals]


def read(text: bytes, lengths: npt.NDArray[np.uint8], entries: Ints, look: Look) -> Code:
    """The marks of a text; lengths are only looked at where instructions differ in length."""
    if look.varied:
        starts = np.zeros(len(lengths) + 1, np.int32)
        np.cumsum(lengths, dtype=np.int32, out=starts[1:])
    else:
        starts = np.arange(0, len(text) + look.quantum, look.quantum, dtype=np.int32)
    starts = starts[: np.searchsorted(starts, np.int32(len(text))) + 1]
    raw = np.frombuffer(text + bytes(16), np.uint8)
    ordinal = Ordinals.of(starts[starts <= len(text)], len(text))
    calls, checks, change_at, change_by = _looked(raw, starts, entries, ordinal, look)
    tails = _tails(
        lambda here: look.branch(raw, here), starts=starts, ordinal=ordinal, entries=entries
    )
    call = np.append(calls, -2)[np.searchsorted(calls, tails)]
    resumes = np.where((tails >= 0) & (call >= 0), call + 1, -1)
    stops = _stops(raw, entries, look)
    return Code(
        size=len(text),
        starts=starts,
        ordinal=ordinal,
        entries=entries,
        ends=stops if look.padded else entries[1:],
        stops=stops,
        calls=calls,
        checks=checks,
        tails=tails,
        resumes=resumes,
        change_at=change_at,
        change_by=change_by,
    )


def _looked(
    raw: Raw, starts: npt.NDArray[np.int32], entries: Ints, ordinal: Ordinals, look: Look
) -> Marks:
    """What the code says, by ordinals."""
    if look.instructions is None:
        return _look(raw, starts[:-1], look)
    where = look.instructions(raw, entries)
    found = _look(raw, where.astype(np.int32), look)
    first = ordinal[np.append(where, entries[-1])]
    return Marks(  # what changes the depth does so with its last part
        calls=first[found.calls],
        checks=first[found.checks],
        change_at=first[found.change_at + 1] - 1,
        change_by=found.change_by,
    )


def _look(raw: Raw, starts: npt.NDArray[np.int32], look: Look) -> Marks:
    """Ordinals of calls, of what follows checks, and of what changes the stack's depth; how much.

    A slice of the instructions at a time, with those before it that tell how much.
    """
    found: tuple[list[Ints], ...] = ([], [], [], [])
    for low in range(0, max(len(starts), 1), _SLICE):
        before = min(low, ASIDE)
        some = starts[low - before : low + _SLICE].astype(np.int64)
        calls, checks, at, by = look.marks(raw, some)
        for to, ordinals in zip(found, (calls, checks, at), strict=False):
            to.append(ordinals[ordinals >= before + (to is found[1])] + (low - before))
        found[3].append(by[at >= before])
    calls, checks, change_at, change_by = map(np.concatenate, found)
    return Marks(calls, checks, change_at, change_by)


def _stops(raw: Raw, entries: Ints, look: Look) -> Ints:
    """The ends of functions without the padding behind them."""
    stops, until = np.zeros(len(entries) - 1, np.int64), np.maximum(entries[1:], 1) - 1
    reached = 0  # behind the last byte that is no padding
    for low in range(0, int(entries[-1]), _SLICE):
        here = raw[low : min(low + _SLICE, int(entries[-1]))] != look.padding
        last = np.where(here, np.arange(low + 1, low + 1 + len(here)), 0)
        last = np.maximum(np.maximum.accumulate(last), reached)
        chosen = (until >= low) & (until < low + len(here))
        stops[chosen] = last[until[chosen] - low]
        reached = int(last[-1])
    stops += -stops % look.quantum
    return np.maximum(stops, entries[:-1])


def _tails(
    branch: Callable[[Ints], Branches],
    *,
    starts: npt.NDArray[np.int32],
    ordinal: Ordinals,
    entries: Ints,
) -> Ints:
    """The target of the first jump-if-below-or-equal of each function, when it is a forward one.

    branch: which of the instructions at these offsets are such jumps, and where to.
    """
    at = ordinal[entries[:-1]]
    tails = np.full(len(at), -1, np.int64)
    looking = np.ones(len(at), np.bool_)
    for _ in range(_PROLOGUE):
        here = starts[np.minimum(at, len(starts) - 1)].astype(np.int64)
        looking &= here < entries[1:]
        here = np.where(looking, here, 0)
        jumps, to = branch(here)
        found = looking & jumps
        good = found & (to > here) & (to < entries[1:])
        good &= ordinal.begins(np.where(good, to, 0))
        tails[good] = ordinal[to[good]]
        looking &= ~found
        at += 1
    return tails


def stack_depths(code: Code, ends: Ints) -> Iterator[list[tuple[int, int]]]:
    """For each function: its rows of stack depth, as far as the code tells: (depth, end).

    After a return the depth is again what the prologue made of it; the tail begins at depth 0.
    """
    at = code.change_at + 1
    limits = np.searchsorted(code.change_at, code.ordinal[code.entries]).tolist()
    places, changes = code.starts[at].tolist(), code.change_by.tolist()
    tails = np.where(code.tails >= 0, code.starts[code.tails], -1).tolist()
    for tail, end, stop, (low, high) in zip(
        tails, ends.tolist(), code.stops.tolist(), pairwise(limits), strict=True
    ):
        rows: list[tuple[int, int]] = []
        depth = frame = 0
        growing = True
        waiting = tail
        for place, change in zip(places[low:high], changes[low:high], strict=True):
            if -1 < waiting < place:
                if depth:
                    rows.append((depth, waiting))
                depth = 0
                waiting = -1
            if place >= stop:
                break
            deeper = frame if change == RESTORE else depth + change
            growing = growing and 0 < change < RESTORE
            if growing:
                frame = deeper
            if place == waiting:
                deeper = 0
                waiting = -1
            if deeper != depth:
                rows.append((depth, place))
                depth = deeper
        if -1 < waiting < stop and depth:
            rows.append((depth, waiting))
            depth = 0
        rows.append((depth, end))
        yield rows
