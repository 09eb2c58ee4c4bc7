"""What riscv64 code says of its line table (`cmd/internal/obj/riscv/obj.go`).

An instruction has two bytes or four, which its first two bits tell. What counts is each two bytes.
"""

# ruff: noqa: PLR2004 -- opcodes, as the machine's manual numbers them
from __future__ import annotations

import numpy as np

from slimgo.gopack.filters.amd64.sweep import met
from slimgo.gopack.filters.lines.layout import Ints
from slimgo.gopack.filters.lines.look import NONE, RESTORE, Look, Marks, Raw, no_branch, signed


def _marks(raw: Raw, starts: Ints) -> Marks:
    words = signed(raw, starts) & 0xFFFFFFFF
    short = words & 0xFFFF
    # jal and jalr that keep where they come from; c.jalr, which is c.ebreak without a register
    calls = ((words & 0xFFF) == 0x0EF) | ((words & 0xFFF) == 0x0E7)
    calls |= ((short & 0xF07F) == 0x9002) & (short != 0x9002)
    near = (words >> 20 ^ 0x800) - 0x800
    six = ((short >> 2 & 31 | (short >> 12 & 1) << 5) ^ 32) - 32
    sixteen = (short >> 6 & 1) << 4 | (short >> 2 & 1) << 5 | (short >> 5 & 1) << 6
    sixteen |= (short >> 3 & 3) << 7 | (short >> 12 & 1) << 9
    addi = (words & 0xFFFFF) == 0x10113  # addi sp, sp, n
    c_addi, c_addi16sp = ((short & 0xEF83) == kind for kind in (0x0101, 0x6101))  # sp, n
    by = np.where(addi, near, np.where(c_addi, six, (sixteen ^ 512) - 512))
    ret = (short == 0x8082) | (words == 0x8067)
    change = np.flatnonzero(addi | c_addi | c_addi16sp | ret)
    by = np.where(ret, RESTORE, -by)
    return Marks(np.flatnonzero(calls), NONE, change, by[change])


def _instructions(raw: Raw, entries: Ints) -> Ints:
    """Where they begin; none reaches into the next function."""
    size = int(entries[-1])
    steps = np.where(raw[:size] & 3 == 3, np.uint8(4), np.uint8(2))
    cut = entries[entries >= 2] - 2
    steps[cut[cut < size]] = 2
    return np.flatnonzero(met(steps, size))


RISCV64 = Look(
    quantum=2, padding=0, padded=True, marks=_marks, branch=no_branch, instructions=_instructions
)
"""Where the stack grows stands before all else, and has no frame: there is no tail."""
