"""The text of arm64 programs: calls and addresses absolute, branches and stack offsets apart.

An instruction stays four bytes, in an order that shows its kind first. What it says relative to
itself or to its function's stack frame is said in a way that repeats: a call names the function by
number; ADRP and the instruction after it hold one address between them; distances of branches are
in a stream of their own; stack offsets count from the end of the frame where arguments lie. Where
a prediction does not fit, the instruction's 32 bits stand among the strays.
"""

from __future__ import annotations

import struct

import numpy as np
import numpy.typing as npt

from slimgo.gopack import varint
from slimgo.gopack.filters.arm64 import instructions as arm64
from slimgo.gopack.filters.arm64.instructions import Functions, Numbers, Words

NAMES = ("sizes", "instructions", "functions", "branches", "guards", "strays")
"""Instructions come at a multiple of four bytes, which LZMA can make use of."""

_SIZES = struct.Struct("<2I")
"""Bytes of text; entries."""

_NAMED, _PLACED, _STRAY_CALL = 0x94000000, 0x95000000, 0x96000000
"""A call by function number, by target (both in 24 bits), or among the strays."""

_PAIR, _PAGE, _STRAY_PAGE = 0x90000000, 0xB0000000, 0xD0000000
"""ADRP with the instruction after it, alone (register in 5 bits, page in 19), or a stray."""

_HOME = 0x14000001
"""A jump to the function's own start, as after the stack has grown."""

_MOST_ENTRIES = 1 << 24
_STACK_POINTER = 31
_PAGE_SIZE = 4096


def split(text: bytes, address: int, entries: npt.NDArray[np.uint32]) -> tuple[bytes, ...]:
    """The streams of NAMES. entries: byte offsets of the functions and of the last's end, or none.

    Entries that do not ascend, or pass the text's end, are taken for unknown.
    """
    words = np.frombuffer(text, "<u4", len(text) // 4).astype(np.uint32)
    known = _sound(entries, len(text))
    functions = arm64.functions(known, len(words))
    coded = words.copy()
    strays = np.zeros(len(words), bool)

    called = np.flatnonzero(arm64.calls(words))
    target = called + arm64.signed(words[called], 26) & 0x3FFFFFF
    number = np.searchsorted(known, 4 * target)
    named = np.append(known, np.uint32(1))[number] == 4 * target
    near = target < 1 << 24
    coded[called] = np.where(named, _NAMED | number, _PLACED | target)
    coded[called[~(named | near)]] = _STRAY_CALL
    strays[called[~(named | near)]] = True

    _split_addresses(words, coded, strays, functions, address)

    width = arm64.distance_widths(words)
    conditional = np.flatnonzero(width)
    distance = np.zeros(len(words), np.int64)
    width = width[conditional]
    mask = (np.uint32(1) << width) - np.uint32(1)
    distance[conditional] = arm64.signed(words[conditional] >> np.uint32(5), width)
    coded[conditional] &= ~(mask << np.uint32(5))
    jumps = np.flatnonzero(arm64.jumps(words))
    distance[jumps] = arm64.signed(words[jumps], 26)
    home = distance[jumps] == functions.start[jumps] - jumps
    coded[jumps] = np.where(home, _HOME, arm64.B)
    guards = arm64.guards(words, functions)
    targets = guards + distance[guards]
    told = np.sort(np.concatenate((conditional, jumps[~home])))
    told = np.setdiff1d(told, guards, assume_unique=True)

    arm64.mirror_frames(coded, arm64.frame_sizes(words, functions, guards, targets))
    arm64.rotate_bases(coded)
    return (
        _SIZES.pack(len(text), len(known)),
        coded.astype(">u4").tobytes(),
        varint.encode(_turn_right(np.diff(known, prepend=np.uint32(0)))),
        varint.encode(varint.zigzag(distance[told])),
        varint.encode(varint.zigzag(functions.end[guards] - targets)),
        words[strays].astype("<u4").tobytes() + text[len(text) & ~3 :],
    )


def join(streams: tuple[bytes, ...], size: int, address: int) -> bytes:
    """The text that split was given: so many bytes."""
    _, instructions, _, branches, early, outside = streams
    words = np.frombuffer(instructions, ">u4").astype(np.uint32)
    arm64.restore_bases(words)
    known = entries(streams)
    functions = arm64.functions(known, len(words))
    coded = words.copy()

    stray = (coded & 0xFF000000 == _STRAY_CALL) | (coded & 0xFF000000 == _STRAY_PAGE)
    called = np.flatnonzero(arm64.calls(coded))
    target = coded[called] & 0xFFFFFF
    named = coded[called] & 0xFF000000 == _NAMED
    target[named] = known[target[named]] // 4
    words[called] = arm64.BL | target.astype(np.int64) - called & 0x3FFFFFF

    _join_addresses(coded, words, address)

    width = arm64.distance_widths(coded)
    jump = arm64.jumps(coded)
    home = np.flatnonzero(coded == _HOME)
    guards = arm64.guards(coded, functions)
    targets = functions.end[guards] - varint.unzigzag(varint.decode(early).values)
    told = (width > 0) | jump
    told[home] = told[guards] = False
    distance = np.zeros(len(words), np.int64)
    distance[told] = varint.unzigzag(varint.decode(branches).values)
    distance[home] = functions.start[home] - home
    distance[guards] = targets - guards
    mask = (np.uint32(1) << width) - np.uint32(1)
    words |= (distance & mask).astype(np.uint32) << np.uint32(5)
    words[jump] = arm64.B | distance[jump] & 0x3FFFFFF

    arm64.mirror_frames(words, arm64.frame_sizes(coded, functions, guards, targets))
    words[stray] = np.frombuffer(outside, "<u4", np.count_nonzero(stray))
    return words.astype("<u4").tobytes() + outside[len(outside) - (size & 3) :]


def entries(streams: tuple[bytes, ...]) -> npt.NDArray[np.uint32]:
    """Byte offsets of the functions and of the last's end, or none, as split took them."""
    return np.cumsum(
        _turn_left(varint.decode(streams[2]).values.astype(np.uint32)), dtype=np.uint32
    )


def _sound(entries: npt.NDArray[np.uint32], size: int) -> Words:
    offsets = entries.astype(np.int64)
    steps = np.diff(offsets, prepend=0, append=size)
    sound = len(offsets) <= _MOST_ENTRIES and (steps >= 0).all()
    return entries.astype(np.uint32) if sound else np.zeros(0, np.uint32)


def _turn_right(steps: Words) -> Words:
    """By four bits: functions begin at multiples of sixteen, though the last may end anywhere."""
    return steps >> np.uint32(4) | steps << np.uint32(28)


def _turn_left(steps: Words) -> Words:
    return steps << np.uint32(4) | steps >> np.uint32(28)


def _split_addresses(
    words: Words, coded: Words, strays: npt.NDArray[np.bool_], functions: Functions, address: int
) -> None:
    """ADRP and what completes its address: 24 bits of it in the first, the rest in the second."""
    first = np.flatnonzero(arm64.page_addresses(words))
    some = words[first]
    page = (some >> 3 & 0x1FFFFC | some >> np.uint32(29) & 3) + _pages(first, address) & 0x1FFFFF
    register = some & 31
    after = words[np.minimum(first + 1, len(words) - 1)]
    offset = (after >> np.uint32(10) & 4095) << arm64.scales(after)
    paired = arm64.takes_page_offset(after) & (after >> np.uint32(5) & 31 == register)
    paired &= (
        (register != _STACK_POINTER) & (offset < _PAGE_SIZE) & (first + 1 < functions.end[first])
    )
    near = page < 1 << 19
    coded[first] = np.where(near, _PAGE | page << 5 | register, _STRAY_PAGE)
    strays[first[~(paired | near)]] = True
    coded[first[paired]] = (_PAIR | page << 12 & 0xFFF000 | offset)[paired]
    coded[first[paired] + 1] = (after & ~np.uint32(0x3FFC00) | page >> 12 << 10)[paired]


def _join_addresses(coded: Words, words: Words, address: int) -> None:
    first = np.flatnonzero(arm64.page_addresses(coded))
    some = coded[first]
    paired = some & 0xFF000000 == _PAIR
    after = coded[np.minimum(first + 1, len(words) - 1)]
    register = np.where(paired, after >> np.uint32(5), some) & 31
    page = np.where(paired, some >> 12 & 0xFFF | (after >> 10 & 0xFFF) << 12, some >> 5 & 0x7FFFF)
    page = page - _pages(first, address)
    words[first] = arm64.ADRP | (page & 3) << 29 | (page >> 2 & 0x7FFFF) << 5 | register
    immediate = (some & 0xFFF) >> arm64.scales(after)
    words[first[paired] + 1] = (after & ~np.uint32(0x3FFC00) | immediate << 10)[paired]


def _pages(index: Numbers, address: int) -> Words:
    """Pages on which the instructions lie; addresses of 32 bits will do, as both ways use them."""
    return (index * 4 + address & 0xFFFFFFFF).astype(np.uint32) >> np.uint32(12)
