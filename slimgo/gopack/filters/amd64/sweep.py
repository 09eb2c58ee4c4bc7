"""Where the instructions of an amd64 or 386 text begin: a linear sweep, many places at once.

How long an instruction is follows from few bytes, which tables of two bytes each tell for all
offsets of the text. The rest, prefixes in a row and the vector instructions, is decoded in full.
"""

# ruff: noqa: PLR2004  # the numbers are the manual's: bytes of the encoding and its bit fields

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from slimgo.gopack.filters.amd64 import maps
from slimgo.gopack.filters.amd64.instructions import LONGEST, READ, decode, padded
from slimgo.gopack.filters.amd64.mode import AMD64, Mode
from slimgo.gopack.filters.amd64.operands import SIZES, Bytes, Numbers

_SLICE = 1 << 16  # offsets at once: what they need stays in the processor's cache
_AHEAD = 8  # bytes behind an offset that tell its instruction's length
_LANE = 4096  # bytes of the text that are swept on their own
_BAD = 64  # a length that no instruction has, also with prefixes
_SHORT, _WIDE, _RARE = 1, 2, 4
"""Flags of an opcode: 2 bytes fewer behind 66, 4 more behind REX.W, and not told by the tables."""


def _pairs() -> tuple[Bytes, Bytes]:
    """Both bytes of each pair, in the pairs' order as little-endian numbers."""
    first = np.tile(np.arange(256, dtype=np.uint8), 256)
    return first, np.repeat(np.arange(256, dtype=np.uint8), 256)


def _addressing() -> Bytes:
    """By ModRM and SIB: how many bytes they are, with the displacement."""
    modrm, sib = _pairs()
    mod, has_sib = modrm >> 6, (modrm < 0xC0) & (modrm & 7 == 4)
    base = np.where(has_sib, sib & 7, modrm & 7)
    far = (mod == 2) | (mod == 0) & (base == 5)
    size: Bytes = (1 + has_sib + np.where(mod == 1, 1, 4 * far)).astype(np.uint8)
    return size


def _opcodes(mode: Mode) -> tuple[Bytes, Bytes, Bytes]:
    """By opcode and the byte behind it: bytes without ModRM and what that brings, how far behind
    ModRM stands (0: there is none), flags."""
    opcode, behind = _pairs()
    row = np.where(opcode == 0x0F, 1, 0)
    row[(row == 1) & (behind == 0x38)] = 2
    row[(row == 1) & (behind == 0x3A)] = 3
    after = mode.after[256 * row + np.where(row == 1, behind, opcode)]
    after[row > 1] = mode.after[256 * row[row > 1]]
    size = 1 + (row > 0) + (row > 1)
    what = after & 15
    test = (row == 0) & (opcode & 0xFE == 0xF6) & (behind & 0x30 == 0)
    what[test] = np.where(opcode[test] == 0xF6, maps.IMM8, maps.IMMZ)
    modrm_at = np.where(after & maps.MODRM != 0, size, 0)
    wide = (row == 0) & (opcode & 0xF8 == 0xB8)
    rare = (row == 0) & np.isin(opcode, (0x62, 0xC4, 0xC5))
    flags = _SHORT * (what == maps.IMMZ) + _WIDE * wide + _RARE * rare
    size += (
        SIZES[maps.IMMEDIATE[what]] + (what == maps.ENTER) + 4 * (mode.wide & (what == maps.MOFFS))
    )
    size[what == maps.BAD] = _BAD
    return size.astype(np.uint8), modrm_at.astype(np.uint8), flags.astype(np.uint8)


_ADDRESSING = _addressing()


@dataclass(frozen=True)
class _Tables:
    """By opcode and the byte behind it, as _opcodes makes them; and which bytes are REX."""

    size: Bytes
    modrm_at: Bytes
    flags: Bytes
    is_rex: Bytes


@functools.cache
def _tables(mode: Mode) -> _Tables:
    is_rex = mode.wide & (np.arange(256) & 0xF0 == 0x40)
    return _Tables(*_opcodes(mode), is_rex.astype(np.uint8))


def _lengths(code: Bytes, first: int, count: int, mode: Mode) -> Bytes:
    """Of the instructions at so many offsets from the first on, whether one is there or not."""
    tables = _tables(mode)
    near = code[first : first + count + _AHEAD]
    pair = near[:-1] | near[1:].astype(np.uint16) << np.uint16(8)
    addressing, at = _ADDRESSING.take(pair), tables.modrm_at.take(pair)
    plain, flags = tables.size.take(pair), tables.flags.take(pair)
    for behind in (1, 2, 3):
        plain[:-3] += (at[:-3] == behind) * addressing[behind : len(addressing) - 3 + behind]
    short = plain - 2 * (flags & _SHORT)
    wide = plain + 2 * (flags & _WIDE)
    rare = flags & _RARE != 0
    # each with the prefixes that may stand before the opcode
    rex = tables.is_rex.take(near[:-2])
    is_wide = near[:-2] & 8 != 0
    is_rex = rex != 0
    with_rex = np.where(is_rex, 1 + np.where(is_wide, wide[1:], plain[1:]), plain[:-1])
    short_rex = np.where(is_rex, 1 + np.where(is_wide, wide[1:], short[1:]), short[:-1])
    rare = rare[:-1] | is_rex & rare[1:]
    prefix = maps.IS_PREFIX.take(near[:-3])
    behind_66 = near[:-3] == 0x66
    lengths = np.where(prefix, 1 + np.where(behind_66, short_rex[1:], with_rex[1:]), with_rex[:-1])[
        :count
    ]
    rare = np.where(prefix, rare[1:] | maps.IS_PREFIX.take(near[1:-2]), rare[:-1])[:count]
    lengths[lengths > LONGEST] = 1
    untold = np.flatnonzero(rare)
    lengths[untold] = decode(code, first + untold, mode).lengths
    return lengths


def everywhere(code: Bytes, size: int, mode: Mode = AMD64) -> Bytes:
    """For each offset of padded code the length of the instruction that would begin there."""
    lengths = np.empty(size, np.uint8)
    for first in range(0, size, _SLICE):
        count = min(_SLICE, size - first)
        lengths[first : first + count] = _lengths(code, first, count, mode)
    for at in range(max(0, size - LONGEST), size):  # none reaches past the end
        lengths[at] = lengths[at] if lengths[at] <= size - at else 1
    return lengths


def starts(text: bytes, mode: Mode = AMD64) -> npt.NDArray[np.int32]:
    """The offset of each instruction: a linear sweep of the whole text."""
    return starts_in(padded(text), mode)


def starts_in(code: Bytes, mode: Mode = AMD64) -> npt.NDArray[np.int32]:
    """The same of padded code."""
    size = len(code) - READ
    return np.flatnonzero(met(everywhere(code, size, mode), size)).astype(np.int32)


def met(steps: Bytes, size: int) -> npt.NDArray[np.bool_]:
    """Which offsets are met from 0 on when each offset's step leads to the next one.

    All lanes go at once, each from its own start. Where a lane's way does not meet the way that
    comes out of the lane before, it is gone again from there: mostly they meet soon.
    """
    met = np.zeros(size, np.bool_)
    begins = np.arange(0, size, _LANE)
    ends = np.minimum(begins + _LANE, size)
    exits = _race(met, steps, begins, ends)
    reached = 0
    for begin, end, leaves in zip(begins.tolist(), ends.tolist(), exits.tolist(), strict=True):
        at, way = reached, []
        while at < end and not met[at]:
            way.append(at)
            at += int(steps[at])
        met[begin : min(at, end)] = False
        met[way] = True
        reached = leaves if at < end else at
    return met


def _race(met: npt.NDArray[np.bool_], steps: Bytes, begins: Numbers, ends: Numbers) -> Numbers:
    """Notes what each lane meets from its begin on. Where each one leaves its lane."""
    exits = np.zeros(len(begins), np.int64)
    lane, at, end = np.arange(len(begins)), begins.copy(), ends
    while len(lane):
        met[at] = True
        at = at + steps.take(at)
        inside = at < end
        if not inside.all():
            exits[lane[~inside]] = at[~inside]
            lane, at, end = lane[inside], at[inside], end[inside]
    return exits
