"""What arm code says of its line table (`cmd/internal/obj/arm/obj5.go`)."""

# ruff: noqa: PLR2004 -- opcodes, as the machine's manual numbers them
from __future__ import annotations

import numpy as np

from slimgo.gopack.filters.lines.layout import Ints
from slimgo.gopack.filters.lines.look import NONE, RESTORE, Branches, Look, Marks, Raw, signed

_TAIL = 2  # instructions


def _marks(raw: Raw, starts: Ints) -> Marks:
    words = signed(raw, starts) & 0xFFFFFFFF
    # BL, whatever its condition; BLX of a register
    calls = np.flatnonzero(((words >> 24 & 15) == 0xB) | ((words & 0xFFFFFF0) == 0x12FFF30))
    store = (words & 0xFFFFF000) == 0xE52DE000  # str lr, [sp, #-n]!
    less = (words & 0xFFFFF000) == 0xE24DD000  # sub sp, sp, #n
    more = (words & 0xFFFFF000) == 0xE28DD000  # add sp, sp, #n
    # b, to the start, two behind mov r3, lr: the tail ends, and a literal pool may follow
    aside = np.concatenate((np.zeros(_TAIL, np.int64), words))[: len(words)]
    ends = ((words >> 24) == 0xEA) & (aside == 0xE1A0300E)
    immediate, turn = words & 0xFF, 2 * (words >> 8 & 15)
    turned = (immediate >> turn | immediate << (32 - turn)) & 0xFFFFFFFF
    by = np.where(store, words & 0xFFF, np.where(less, turned, -turned))
    by = np.where(ends, RESTORE, by)
    change = np.flatnonzero(store | less | more | ends)
    return Marks(calls, NONE, change, by[change])


def _branch(raw: Raw, here: Ints) -> Branches:
    word = signed(raw, here)
    distance = ((word & 0xFFFFFF) ^ 0x800000) - 0x800000
    return (word >> 24 & 0xFF) == 0x9A, here + 8 + 4 * distance


ARM = Look(quantum=4, padding=0, padded=False, marks=_marks, branch=_branch)
