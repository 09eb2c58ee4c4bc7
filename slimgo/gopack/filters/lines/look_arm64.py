"""What arm64 code says of its line table (`cmd/internal/obj/arm64/obj7.go`)."""

# ruff: noqa: PLR2004 -- opcodes, as the machine's manual numbers them
from __future__ import annotations

import numpy as np

from slimgo.gopack.filters.lines.layout import Ints
from slimgo.gopack.filters.lines.look import (
    ASIDE,
    NONE,
    RESTORE,
    Branches,
    Look,
    Marks,
    Raw,
    signed,
)


def _marks(raw: Raw, starts: Ints) -> Marks:
    words = signed(raw, starts) & 0xFFFFFFFF
    calls = np.flatnonzero(((words >> 26) == 0x25) | ((words & 0xFFFFFC1F) == 0xD63F0000))
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
        taken, asides - np.concatenate((np.zeros(ASIDE, np.int64), asides))[: len(far)], by
    )
    by = np.where(ret, RESTORE, by)
    change = np.flatnonzero(store | load | less | more | ret | taken)
    return Marks(calls, NONE, change, by[change])


def _branch(raw: Raw, here: Ints) -> Branches:
    word = signed(raw, here) & 0xFFFFFFFF
    distance = ((word >> 5 & 0x7FFFF) ^ 0x40000) - 0x40000
    return (word & 0xFF00001F) == 0x54000009, here + 4 * distance


ARM64 = Look(quantum=4, padding=0, padded=False, marks=_marks, branch=_branch)
