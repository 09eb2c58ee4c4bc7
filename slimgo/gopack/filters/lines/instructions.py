"""What the text says about the line table: where instructions begin, calls, stack depths.

Most of pctab follows from the code. Positions are counted in instructions or in calls; the table
of stack depths follows from the pushes, pops and returns; and the tail that asks for more stack,
to which a function's first conditional jump leads, begins a row of several tables.
Only what `cmd/internal/obj/x86/obj6.go` and `arm64/obj7.go` emit is known; all else is as if it
left the stack alone, and the table is then given in full.
"""

# ruff: noqa: PLR2004 -- opcodes, as the machines' manuals number them
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from slimgo.gopack.filters.lines.layout import Ints
from slimgo.gopack.filters.lines.ordinals import Ordinals

Branches = tuple[npt.NDArray[np.bool_], Ints]

_PROLOGUE = 6  # instructions among which the jump to the tail is
_INT3 = 0xCC
_SLICE = 1 << 16  # instructions, or bytes, at once
_ASIDE = 6  # a large frame's bottom is computed at most so many instructions before it is taken

RESTORE = 1 << 40  # a return: the depth is again that of the body


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


def read(text: bytes, lengths: npt.NDArray[np.uint8], entries: Ints, quantum: int) -> Code:
    """The marks of a text; lengths are only looked at where instructions differ in length."""
    if quantum == 1:
        starts = np.zeros(len(lengths) + 1, np.int32)
        np.cumsum(lengths, dtype=np.int32, out=starts[1:])
    else:
        starts = np.arange(0, len(text) + quantum, quantum, dtype=np.int32)
    starts = starts[: np.searchsorted(starts, np.int32(len(text))) + 1]
    raw = np.frombuffer(text + bytes(16), np.uint8)
    ordinal = Ordinals.of(starts[starts <= len(text)], len(text))
    calls, checks, change_at, change_by = _look(raw, starts[:-1], quantum)
    branch = _amd64_branch if quantum == 1 else _arm64_branch
    tails = _tails(lambda here: branch(raw, here), starts=starts, ordinal=ordinal, entries=entries)
    call = np.append(calls, -2)[np.searchsorted(calls, tails)]
    resumes = np.where((tails >= 0) & (call >= 0), call + 1, -1)
    stops = _stops(raw, entries, _INT3 if quantum == 1 else 0)
    return Code(
        size=len(text),
        starts=starts,
        ordinal=ordinal,
        entries=entries,
        ends=stops if quantum == 1 else entries[1:],
        stops=stops,
        calls=calls,
        checks=checks,
        tails=tails,
        resumes=resumes,
        change_at=change_at,
        change_by=change_by,
    )


def _look(
    raw: npt.NDArray[np.uint8], starts: npt.NDArray[np.int32], quantum: int
) -> tuple[Ints, Ints, Ints, Ints]:
    """Ordinals of calls, of what follows checks, and of what changes the stack's depth; how much.

    A slice of the instructions at a time, with those before it that tell how much.
    """
    found: tuple[list[Ints], ...] = ([], [], [], [])
    for low in range(0, max(len(starts), 1), _SLICE):
        before = min(low, _ASIDE)
        some = starts[low - before : low + _SLICE].astype(np.int64)
        calls, checks, at, by = (_amd64 if quantum == 1 else _arm64)(raw, some)
        for to, ordinals in zip(found, (calls, checks, at), strict=False):
            to.append(ordinals[ordinals >= before + (to is found[1])] + (low - before))
        found[3].append(by[at >= before])
    calls, checks, change_at, change_by = map(np.concatenate, found)
    return calls, checks, change_at, change_by


def _stops(raw: npt.NDArray[np.uint8], entries: Ints, padding: int) -> Ints:
    """The ends of functions without the padding behind them."""
    stops, until = np.zeros(len(entries) - 1, np.int64), np.maximum(entries[1:], 1) - 1
    reached = 0  # behind the last byte that is no padding
    for low in range(0, int(entries[-1]), _SLICE):
        here = raw[low : min(low + _SLICE, int(entries[-1]))] != padding
        last = np.where(here, np.arange(low + 1, low + 1 + len(here)), 0)
        last = np.maximum(np.maximum.accumulate(last), reached)
        chosen = (until >= low) & (until < low + len(here))
        stops[chosen] = last[until[chosen] - low]
        reached = int(last[-1])
    if padding == 0:
        stops += -stops % 4
    return np.maximum(stops, entries[:-1])


def _signed(raw: npt.NDArray[np.uint8], at: Ints) -> Ints:
    """The little-endian 32-bit numbers at these offsets."""
    quads = np.ascontiguousarray(raw[at[:, None] + np.arange(4)])
    numbers: Ints = quads.view(np.int32)[:, 0].astype(np.int64)
    return numbers


def _amd64(raw: npt.NDArray[np.uint8], starts: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    first, second, third = raw[starts], raw[starts + 1], raw[starts + 2]
    rex = first == 0x41  # the prefix of r8 to r15
    opcode = np.where(rex, second, first)
    operand = np.where(rex, third, second)
    # no calls by an address counted from the next instruction (ModRM 15): Go makes none, and the
    # join would have to look at each such address to find them
    indirect = (opcode == 0xFF) & ((operand & 0x38) == 0x10) & (operand != 0x15)
    calls = np.flatnonzero((first == 0xE8) | indirect)
    checks = np.flatnonzero((first == 0x83) & (second == 0x3D)) + 1
    push = (opcode & 0xF0) == 0x50
    flags = (first & 0xFE) == 0x9C
    wide = (first == 0x48) & ((second & 0xFD) == 0x81) & ((third & 0xD7) == 0xC4)
    ret = first == 0xC3
    change = np.flatnonzero(push | flags | wide | ret)
    at, head, tail, ops = starts[change], first[change], third[change], opcode[change]
    down = np.where(flags[change], head == 0x9C, (ops & 8) == 0)
    amount = np.where(
        second[change] == 0x83, raw[at + 3].astype(np.int8).astype(np.int64), _signed(raw, at + 3)
    )
    by = np.where(
        ret[change],
        RESTORE,
        np.where(wide[change], np.where(tail == 0xEC, amount, -amount), np.where(down, 8, -8)),
    )
    return calls, checks, change, by


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


def _amd64_branch(raw: npt.NDArray[np.uint8], here: Ints) -> Branches:
    short = raw[here] == 0x76
    near = (raw[here] == 0x0F) & (raw[here + 1] == 0x86)
    to = np.where(
        short, here + 2 + raw[here + 1].astype(np.int8), here + 6 + _signed(raw, here + 2)
    )
    return short | near, to


def _arm64(raw: npt.NDArray[np.uint8], starts: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    words = _signed(raw, starts) & 0xFFFFFFFF
    calls = np.flatnonzero(((words >> 26) == 0x25) | ((words & 0xFFFFFC1F) == 0xD63F0000))
    none = np.zeros(0, np.int64)
    store = (words & 0xFFE00FFF) == 0xF8000FFE  # str x30, [sp, #-n]!
    load = (words & 0xFFE00FFF) == 0xF84007FE  # ldr x30, [sp], #n
    nearby = ((words >> 12 & 0x1FF) ^ 0x100) - 0x100
    less = (words & 0xFF8003FF) == 0xD10003FF  # sub sp, sp, #n
    more = (words & 0xFF8003FF) == 0x910003FF  # add sp, sp, #n
    far = (words >> 10 & 0xFFF) << np.where(words >> 22 & 1, 12, 0)
    ret = words == 0xD65F03C0
    aside = np.where((words & 0xFF80001F) == 0xD1000014, far, 0)  # sub x20, …, #n, once or twice
    taken = words == 0x9100029F  # mov sp, x20
    asides = np.cumsum(aside)
    by = np.where(store | load, -nearby, np.where(less, far, -far))
    by = np.where(
        taken, asides - np.concatenate((np.zeros(_ASIDE, np.int64), asides))[: len(far)], by
    )
    by = np.where(ret, RESTORE, by)
    change = np.flatnonzero(store | load | less | more | ret | taken)
    return calls, none, change, by[change]


def _arm64_branch(raw: npt.NDArray[np.uint8], here: Ints) -> Branches:
    word = _signed(raw, here) & 0xFFFFFFFF
    distance = ((word >> 5 & 0x7FFFF) ^ 0x40000) - 0x40000
    return (word & 0xFF00001F) == 0x54000009, here + 4 * distance


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
