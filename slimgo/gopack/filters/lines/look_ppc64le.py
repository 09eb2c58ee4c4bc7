"""What ppc64le code says of its line table (`cmd/internal/obj/ppc64/obj9.go`)."""

# ruff: noqa: PLR2004 -- opcodes, as the machine's manual numbers them
from __future__ import annotations

import numpy as np

from slimgo.gopack.filters.lines.layout import Ints
from slimgo.gopack.filters.lines.look import (
    NONE,
    RESTORE,
    Look,
    Marks,
    Raw,
    no_branch,
    signed,
)


def _marks(raw: Raw, starts: Ints) -> Marks:
    words = signed(raw, starts) & 0xFFFFFFFF
    # bl; bctrl and blrl
    calls = np.flatnonzero(
        ((words & 0xFC000001) == 0x48000001) | ((words & 0xFFFFFBFF) == 0x4E800021)
    )
    near = ((words & 0xFFFF) ^ 0x8000) - 0x8000
    push = (words & 0xFFFF0003) == 0xFBE10001  # stdu r31, -n(r1)
    moved = (words & 0xFFFF0000) == 0x38210000  # addi r1, r1, n
    ret = words == 0x4E800020  # blr
    by = np.where(ret, RESTORE, np.where(push, -(near & ~3), -near))
    change = np.flatnonzero(push | moved | ret)
    return Marks(calls, NONE, change, by[change])


PPC64LE = Look(quantum=4, padding=0, padded=True, marks=_marks, branch=no_branch)
"""Where the stack grows stands before all else, and has no frame: there is no tail."""
