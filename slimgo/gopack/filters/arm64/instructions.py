"""Instructions of arm64, all 32 bits wide, seen in arrays: their kinds, fields and surroundings.

The names of kinds and fields are those of the Arm Architecture Reference Manual (DDI 0487, C4 and
C6). What Go's prologues and epilogues look like is in cmd/internal/obj/arm64/obj7.go.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint32]
Numbers = npt.NDArray[np.int64]
Which = npt.NDArray[np.bool_]

BL, B, ADRP = 0x94000000, 0x14000000, 0x90000000
PROLOGUE = 8
"""Instructions at a function's start among which the stack check's branch is looked for."""


@dataclass(frozen=True, kw_only=True)
class Functions:
    """Of each instruction: the first of its function, and the first after it (all as indices)."""

    start: Numbers
    end: Numbers


def functions(entries: Words, count: int) -> Functions:
    """Count instructions divided at the entries (byte offsets, ascending); none: one function."""
    bounds = np.concatenate(([0], entries.astype(np.int64) // 4, [count]))
    sizes = np.diff(bounds)
    return Functions(start=np.repeat(bounds[:-1], sizes), end=np.repeat(bounds[1:], sizes))


def match(words: Words, mask: int, kind: int) -> Which:
    """Those whose bits under the mask are the kind's."""
    seen: Which = words & np.uint32(mask) == np.uint32(kind)
    return seen


def calls(words: Words) -> Which:
    return match(words, 0xFC000000, BL)


def jumps(words: Words) -> Which:
    return match(words, 0xFC000000, B)


def page_addresses(words: Words) -> Which:
    """ADRP: the address of a page of 4 kB, relative to the instruction's own."""
    return match(words, 0x9F000000, ADRP)


def distance_widths(words: Words) -> npt.NDArray[np.uint32]:
    """Bits of a conditional branch's distance, from bit 5 on; 0 for all other instructions."""
    nineteen = match(words, 0xFF000000, 0x54000000) | match(words, 0x7E000000, 0x34000000)
    fourteen = match(words, 0x7E000000, 0x36000000)
    return np.where(nineteen, 19, np.where(fourteen, 14, 0)).astype(np.uint32)


def signed(values: Words, widths: Words | int) -> Numbers:
    """The lowest bits, so many, as two's complement."""
    half = np.int64(1) << (np.asarray(widths, np.int64) - 1)
    return (values.astype(np.int64) & 2 * half - 1 ^ half) - half


def scaled_immediate(words: Words) -> Which:
    """Loads and stores at a register plus an unsigned multiple of their size."""
    return match(words, 0x3B000000, 0x39000000)


def scales(words: Words) -> npt.NDArray[np.uint32]:
    """Shift of the 12-bit offset in a load or store of scaled_immediate; 0 for ADD."""
    vector = match(words, 0x04800000, 0x04800000)
    scale = np.where(vector, 4, words >> np.uint32(30))
    return np.where(scaled_immediate(words), scale, 0).astype(np.uint32)


def takes_page_offset(words: Words) -> Which:
    """What may complete the address of a page: a scaled load or store, or a 64-bit ADD."""
    return scaled_immediate(words) | match(words, 0xFFC00000, 0x91000000)


def guards(words: Words, functions: Functions) -> Numbers:
    """Indices of the branches to where the stack grows: a function's first early B.LS."""
    early = np.arange(len(words)) - functions.start < PROLOGUE
    found = np.flatnonzero(match(words, 0xFF00001F, 0x54000009) & early)
    return found[np.unique(functions.start[found], return_index=True)[1]]


def frame_sizes(words: Words, functions: Functions, guards: Numbers, targets: Numbers) -> Words:
    """Bytes of the stack frame at each instruction, as the prologue that was met last made it.

    0 before it, and from a guard's target on: there the stack is grown, with no frame yet.
    """
    pushes = match(words, 0xFFE00FFF, 0xF8000FFE)  # STR X30, [SP, #-size]!
    large = match(words, 0xFFC003FF, 0xD10003F4)  # SUB X20, SP, #size
    index = np.arange(len(words))
    made = np.where(pushes, 512 - (words >> np.uint32(12) & 511), words >> np.uint32(10) & 4095)
    last = np.maximum.accumulate(np.where(pushes | large, index, -1))
    frame = np.where(last >= functions.start, made[last], 0).astype(np.uint32)
    guard = np.full(len(words) + 1, len(words))
    target = guard.copy()
    guard[functions.start[guards]] = guards
    target[functions.start[guards]] = targets
    growing = (index > guard[functions.start]) & (index >= target[functions.start])
    frame[growing] = 0
    return frame


def _mirror(words: Words, which: Which, at: int, width: int, last: Words) -> None:
    mask = np.uint32(((1 << width) - 1) << at)
    some = words[which]
    words[which] = (some & ~mask) | ((last[which] << np.uint32(at)) - (some & mask)) & mask


def mirror_frames(words: Words, frames: Words) -> None:
    """Stack offsets from the frame's other end, and 0 for what frees it; its own inverse.

    Saved registers and arguments lie at the far end, so they get the same number in every
    function. Pays for 64-bit loads and stores, not for the others.
    """
    _mirror(words, match(words, 0xFF8003E0, 0xF90003E0), 10, 12, (frames >> np.uint32(3)) - 1)
    _mirror(words, match(words, 0xFFC003E0, 0x910003E0), 10, 12, frames)  # ADD Xd, SP, #offset
    _mirror(words, match(words, 0xFFE00FFF, 0xF84007FE), 12, 9, frames)  # LDR X30, [SP], #size


def _rotated(words: Words) -> Which:
    return scaled_immediate(words) | match(words, 0x3A000000, 0x28000000)


def rotate_bases(words: Words) -> None:
    """In loads and stores: the base register, which was split between bytes, before the offset."""
    some = words[which := _rotated(words)]
    field = (some >> np.uint32(5) & 31) << np.uint32(11) | (some >> np.uint32(10) & 63) << 5
    words[which] = some & 0xFFFF001F | field


def restore_bases(words: Words) -> None:
    """Takes back rotate_bases."""
    some = words[which := _rotated(words)]
    field = (some >> np.uint32(11) & 31) << np.uint32(5) | (some >> np.uint32(5) & 63) << 10
    words[which] = some & 0xFFFF001F | field
