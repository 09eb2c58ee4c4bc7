"""What amd64 code says of its line table (`cmd/internal/obj/x86/obj6.go`)."""

# ruff: noqa: PLR2004 -- opcodes, as the machine's manual numbers them
from __future__ import annotations

import numpy as np

from slimgo.gopack.filters.lines.layout import Ints
from slimgo.gopack.filters.lines.look import RESTORE, Branches, Look, Marks, Raw, signed


def _marks(raw: Raw, starts: Ints) -> Marks:
    first, second, third = raw[starts], raw[starts + 1], raw[starts + 2]
    rex = first == 0x41  # the prefix of r8 to r15
    opcode = np.where(rex, second, first)
    operand = np.where(rex, third, second)
    # no calls by an address counted from the next instruction (ModRM 15): Go makes none, and the
    # stub's join would have to look at each such address to find them
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
        second[change] == 0x83, raw[at + 3].astype(np.int8).astype(np.int64), signed(raw, at + 3)
    )
    by = np.where(
        ret[change],
        RESTORE,
        np.where(wide[change], np.where(tail == 0xEC, amount, -amount), np.where(down, 8, -8)),
    )
    return Marks(calls, checks, change, by)


def branch(raw: Raw, here: Ints) -> Branches:
    short = raw[here] == 0x76
    near = (raw[here] == 0x0F) & (raw[here + 1] == 0x86)
    to = np.where(short, here + 2 + raw[here + 1].astype(np.int8), here + 6 + signed(raw, here + 2))
    return short | near, to


AMD64 = Look(quantum=1, padding=0xCC, padded=True, marks=_marks, branch=branch)
