"""The text of arm programs: calls by function, loads by value, stack offsets by what they reach.

An instruction stays four bytes, the highest first. What it says relative to itself or to its
function's stack frame is said in a way that repeats:

- a call names its function;
- a load from a literal pool (arm/pools.py) has the number of its value, the pool stands nowhere;
- what lies beyond the stack frame, the function's arguments, counts from the frame's end, as an
  offset that is subtracted, which Go's compiler does not emit;
- what frees the frame has no size, which is that of the instruction that made it;
- the branches to where the stack grows, and from there to the function's start, have no distance.

What this cannot say stands among the strays, as it was. Words that begin with FA and above are not
emitted by Go: here they stand for all this.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from slimgo.gopack import varint
from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.filters.arm import pools
from slimgo.gopack.filters.words import (
    Numbers,
    Spans,
    Which,
    Words,
    match,
    places,
    read_entries,
    signed,
    sound,
    spans,
    write_entries,
)

NAMES = ("sizes", "instructions", "functions", "literals", "rare literals", "strays")

_SIZES = struct.Struct("<5I")
"""Bytes of text; entries; bits that functions are turned by; literals; frequent ones of them."""

_TURN = 2
_SPECIAL = 0xFA000000
_HOME, _GUARD, _PLACED, _STRAY, _POOL = 0xFB000000, 0xFC000000, 0xFD000000, 0xFE000000, 0xFF000000
"""A jump to the function's start; the first branch to where the stack grows, which is `_TAIL`
instructions before the next jump to the start; a call by target; a stray; a literal pool."""

_TAIL = 2
_BL, _B, _BLS = 0xEB000000, 0xEA000000, 0x9A000000
_BEHIND = 2  # instructions that the program counter is ahead
_NEAR = 1 << 24
_OFFSET = 0xFFF
_UP = 1 << 23
_MOST_LITERALS = 1 << 20  # of the stub's table


def split(text: bytes, _address: int, entries: npt.NDArray[np.uint32]) -> tuple[bytes, ...]:
    """The streams of NAMES. entries: byte offsets of the functions and of the last's end, or none.

    Entries that do not ascend, or pass the text's end, are taken for unknown. Raises
    FilterNotApplicable for a text with too many literals.
    """
    words = np.frombuffer(text, "<u4", len(text) // 4).astype(np.uint32)
    known = sound(entries, len(text))
    functions = spans(known, len(words))
    found = pools.find(words, functions)
    coded, strays = words.copy(), words >= np.uint32(_SPECIAL)
    literals = _literals(found.values)
    if len(literals.known) > _MOST_LITERALS:
        raise FilterNotApplicable(f"it has more than {_MOST_LITERALS:,} literals")
    unread = pools.is_load(words)
    unread[found.loads] = False
    strays |= unread
    short = np.minimum(literals.codes, _OFFSET).astype(np.uint32)
    coded[found.loads] = words[found.loads] & ~np.uint32(_OFFSET) | short

    called = np.flatnonzero(match(words, 0xFF000000, _BL))
    target = called + _BEHIND + signed(words[called], 24)
    number, named = places(known, target)
    near = (target >= 0) & (target < _NEAR)
    coded[called] = np.where(named, _BL | number, _PLACED | target & _NEAR - 1)
    strays[called[~(named | near)]] = True

    homes = _homes(words, functions, found.within)
    guards = _guards(words, functions, homes)
    coded[homes], coded[guards] = _HOME, _GUARD
    _frames(coded, words, functions, found.within)
    down = ~_reaches_up(words) & _of_stack(words)
    strays |= down
    strays &= ~found.within
    coded[strays] = _STRAY
    coded[found.begins] = _POOL
    kept = ~found.within
    kept[found.begins] = True
    return (
        _SIZES.pack(len(text), len(known), _TURN, len(literals.known), literals.frequent),
        coded[kept].astype(">u4").tobytes(),
        write_entries(known, _TURN),
        literals.table,
        varint.encode((literals.codes - _OFFSET)[literals.codes >= _OFFSET]),
        words[strays].astype("<u4").tobytes() + text[len(text) & ~3 :],
    )


@dataclass(frozen=True, kw_only=True)
class _Literals:
    """known: the different values. codes: of each load's value. table: of each code the value, as
    steps in two rows, the frequent ones and the others."""

    known: Words
    codes: Numbers
    frequent: int
    table: bytes


def _literals(values: Words) -> _Literals:
    known, which, uses = np.unique(values, return_inverse=True, return_counts=True)
    frequent = min(len(known), _OFFSET)
    by_use = np.argsort(-uses, kind="stable")
    order = np.concatenate([np.sort(by_use[:frequent]), np.sort(by_use[frequent:])])
    code = np.empty(len(known), np.int64)
    code[order] = np.arange(len(known))
    rows = np.split(known[order].astype(np.int64), [frequent])
    steps = np.concatenate([np.diff(row, prepend=0) for row in rows])
    return _Literals(known=known, codes=code[which], frequent=frequent, table=varint.encode(steps))


def _homes(words: Words, functions: Spans, pooled: Which) -> Numbers:
    at = np.flatnonzero(match(words, 0xFF000000, _B) & ~pooled)
    home: Numbers = at[at + _BEHIND + signed(words[at], 24) == functions.start[at]]
    return home


def _guards(words: Words, functions: Spans, homes: Numbers) -> Numbers:
    """The first branch of each function to where the stack grows, if it leads where it should."""
    at = np.flatnonzero(match(words, 0xFF000000, _BLS))
    home = np.append(homes, -1)[np.searchsorted(homes, at)]
    good = (home >= 0) & (functions.start[home] == functions.start[at])
    good &= at + _BEHIND + signed(words[at], 24) == home - _TAIL
    at = at[good]
    _, first = np.unique(functions.start[at], return_index=True)
    guards: Numbers = at[first]
    return guards


def _of_stack(words: Words) -> Which:
    """Loads and stores of a word or byte at the stack pointer and a constant, on any condition."""
    return match(words, 0x0F2F0000, 0x050D0000)


def _reaches_up(words: Words) -> Which:
    up: Which = words & np.uint32(_UP) != 0
    return up


def _frames(coded: Words, words: Words, functions: Spans, pooled: Which) -> None:
    """Changes what is beyond the frame, and what frees it."""
    frame = frame_sizes(words, functions, pooled)
    offset = words & np.uint32(_OFFSET)
    beyond = _of_stack(words) & _reaches_up(words) & (offset > frame)
    coded[beyond] = coded[beyond] & ~np.uint32(_UP | _OFFSET) | (offset - frame)[beyond]
    freed = match(words, 0xFFFFF000, 0xE49DF000)
    coded[freed] = coded[freed] & ~np.uint32(_OFFSET) | exchanged(offset, frame)[freed]


def exchanged(offset: Words, frame: Words) -> Words:
    """0 for the frame's size, and that for 0."""
    return np.where(offset == frame, 0, np.where(offset == 0, frame, offset)).astype(np.uint32)


def frame_sizes(words: Words, functions: Spans, other: Which) -> Words:
    """Bytes of the stack frame at each instruction, as `STR LR, [SP, #-size]!` made it last in its
    function; 0 before it. other: words that are no instructions."""
    pushes = match(words, 0xFFFFF000, 0xE52DE000) & ~other
    last = np.maximum.accumulate(np.where(pushes, np.arange(len(words)), -1))
    made = words[last] & np.uint32(_OFFSET)
    return np.where(last >= functions.start, made, 0).astype(np.uint32)


def join(streams: tuple[bytes, ...], size: int, _address: int) -> bytes:
    """The text that split was given: so many bytes."""
    _, instructions, _, table, rare, outside = streams
    _, _, _, _, frequent = _SIZES.unpack(streams[0])
    stream = np.frombuffer(instructions, ">u4").astype(np.uint32)
    rows = np.split(varint.decode(table).values, [frequent])
    values = np.concatenate([np.cumsum(row) for row in rows]).astype(np.uint32)
    marks = np.flatnonzero(stream == np.uint32(_POOL))
    read = np.flatnonzero(pools.is_load(stream))
    codes = (stream[read] & np.uint32(_OFFSET)).astype(np.int64)
    codes[codes == _OFFSET] += varint.decode(rare).values
    filled, slots = pools.fill(read, values[codes], marks)
    # each word of the stream stands for one word, or for a pool's
    counts = np.ones(len(stream), np.int64)
    counts[marks] = [len(pool) for pool in filled]
    at = np.cumsum(counts) - counts
    coded = np.repeat(stream, counts)
    pooled = coded == np.uint32(_POOL)
    known = entries(streams)
    functions = spans(known, len(coded))
    words = coded.copy()
    next_pool = at[marks[np.searchsorted(marks, read)]] if len(read) else read
    distance = next_pool + np.array(slots, np.int64) - at[read] - _BEHIND
    words[at[read]] = coded[at[read]] & ~np.uint32(_OFFSET) | (4 * distance).astype(np.uint32)
    words[pooled] = [value for pool in filled for value in pool]

    for kind, targets in ((_BL, known.astype(np.int64) // 4), (_PLACED, None)):
        called = np.flatnonzero(match(coded, 0xFF000000, kind))
        target = (coded[called] & np.uint32(_NEAR - 1)).astype(np.int64)
        target = target if targets is None else targets[target]
        words[called] = _BL | target - called - _BEHIND & _NEAR - 1
    homes = np.flatnonzero(coded == np.uint32(_HOME))
    words[homes] = _B | functions.start[homes] - homes - _BEHIND & _NEAR - 1
    guards = np.flatnonzero(coded == np.uint32(_GUARD))
    tails = homes[np.searchsorted(homes, guards)] - _TAIL
    words[guards] = _BLS | tails - guards - _BEHIND & _NEAR - 1

    frame = frame_sizes(coded, functions, pooled)
    offset = coded & np.uint32(_OFFSET)
    beyond = _of_stack(coded) & ~_reaches_up(coded) & ~pooled
    words[beyond] = coded[beyond] & ~np.uint32(_OFFSET) | np.uint32(_UP) | (offset + frame)[beyond]
    freed = match(coded, 0xFFFFF000, 0xE49DF000)
    words[freed] = coded[freed] & ~np.uint32(_OFFSET) | exchanged(offset, frame)[freed]
    strays = coded == np.uint32(_STRAY)
    words[strays] = np.frombuffer(outside, "<u4", np.count_nonzero(strays))
    return words.astype("<u4").tobytes() + outside[len(outside) - (size & 3) :]


def entries(streams: tuple[bytes, ...]) -> npt.NDArray[np.uint32]:
    """Byte offsets of the functions and of the last's end, or none, as split took them."""
    return read_entries(streams[2], _TURN)
