"""What 386 code says of its line table (`cmd/internal/obj/x86/obj6.go`)."""

# ruff: noqa: PLR2004 -- opcodes, as the machine's manual numbers them
from __future__ import annotations

import numpy as np

from slimgo.gopack.filters.lines import look_amd64
from slimgo.gopack.filters.lines.layout import Ints
from slimgo.gopack.filters.lines.look import RESTORE, Look, Marks, Raw, signed


def _marks(raw: Raw, starts: Ints) -> Marks:
    first, second = raw[starts], raw[starts + 1]
    # no calls by an address in memory (ModRM 15): see look_amd64.py
    indirect = (first == 0xFF) & ((second & 0x38) == 0x10) & (second != 0x15)
    calls = np.flatnonzero((first == 0xE8) | indirect)
    checks = np.flatnonzero((first == 0x83) & (second == 0x3D)) + 1
    push = (first & 0xF0) == 0x50
    flags = (first & 0xFE) == 0x9C
    moved = ((first & 0xFD) == 0x81) & ((second & 0xD7) == 0xC4)  # add and sub of esp
    ret = first == 0xC3
    change = np.flatnonzero(push | flags | moved | ret)
    at, head, tail = starts[change], first[change], second[change]
    down = np.where(flags[change], head == 0x9C, (head & 8) == 0)
    near, far = raw[at + 2].astype(np.int8).astype(np.int64), signed(raw, at + 2)
    amount = np.where(head == 0x83, near, far)
    by = np.where(moved[change], np.where(tail == 0xEC, amount, -amount), np.where(down, 4, -4))
    return Marks(calls, checks, change, np.where(ret[change], RESTORE, by))


I386 = Look(quantum=1, padding=0xCC, padded=True, marks=_marks, branch=look_amd64.branch)
