"""Where instructions of amd64 and 386 end and which operands they have, for many offsets at once.

An instruction is a head (prefixes, opcode, ModRM, SIB) and at most two operands behind it. The
opcode maps are those of Intel's manual, volume 2, appendix A. Bytes that are no
instruction, or one that would reach past the end, count as a head of one byte. A mistake here
costs bytes, never correctness: the join is told every shape it needs.
"""

# ruff: noqa: PLR2004  # the numbers are the manual's: bytes of the encoding and its bit fields

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from slimgo.gopack.filters.amd64 import maps
from slimgo.gopack.filters.amd64.mode import AMD64, Mode
from slimgo.gopack.filters.amd64.operands import SIZES, Bytes, Numbers, Operand

LONGEST = 15  # bytes in an instruction; the processor refuses longer ones
READ = 32  # bytes behind the text that may be looked at


@dataclass(frozen=True, kw_only=True)
class Instructions:
    """The parts of the instructions at some offsets.

    `head` counts the bytes before the operands, of which the last `tail` are ModRM and SIB;
    `first` and `second` are the operands' kinds, as far as their place tells them. `opcode` is
    -1 where it is not of the one-byte map, `rex` and `modrm` are zero where there is none.
    """

    head: Bytes
    tail: Bytes
    first: Bytes
    second: Bytes
    opcode: npt.NDArray[np.int16]
    rex: Bytes
    modrm: Bytes

    @property
    def lengths(self) -> Bytes:
        """Bytes of each instruction."""
        return self.head + SIZES[self.first] + SIZES[self.second]


def padded(text: bytes) -> Bytes:
    """The text and zeros behind it, so that what is cut off can be read."""
    return np.frombuffer(text + bytes(READ), np.uint8)


@dataclass(frozen=True, kw_only=True)
class _Opcodes:
    """The opcodes at some offsets: where each ends, its map's row, itself, and what precedes it."""

    end: Numbers
    row: npt.NDArray[np.uint16]
    opcode: Bytes
    rex: Bytes
    short: npt.NDArray[np.bool_]  # there is a prefix that makes operands 16 bits wide


def _opcodes(code: Bytes, at: Numbers, mode: Mode) -> _Opcodes:
    # up to three prefixes: more are not met
    one = maps.IS_PREFIX[code[at]]
    two = one & maps.IS_PREFIX[code[at + 1]]
    three = two & maps.IS_PREFIX[code[at + 2]]
    p = at + one + two + three
    short = (code[at] == 0x66) & one | (code[at + 1] == 0x66) & two | (code[at + 2] == 0x66) & three
    rex = np.where(mode.wide & (code[p] & 0xF0 == 0x40), code[p], np.uint8(0))
    p = p + (rex != 0)
    opcode, behind = code[p], code[p + 1]
    row = np.zeros(len(at), np.uint16)
    escape = opcode == 0x0F
    row[escape] = 1
    p = p + escape
    for byte, map_ in ((0x38, 2), (0x3A, 3)):
        long = escape & (behind == byte)
        row[long] = map_
        p = p + long
    vector = mode.wide | (behind >= 0xC0)  # in 32-bit mode others have a memory operand
    vex2, vex3, evex = (vector & (opcode == prefix) for prefix in (0xC5, 0xC4, 0x62))
    row[vex2] = 5
    row[vex3] = 4 + np.where(behind[vex3] & 31 < 4, behind[vex3] & 31, 0)
    row[evex] = 4 + (behind[evex] & 7)
    p = p + 2 * vex2 + 3 * vex3 + 4 * evex
    return _Opcodes(end=p + 1, row=row, opcode=code[p], rex=rex, short=short)


def decode(code: Bytes, at: Numbers, mode: Mode = AMD64) -> Instructions:
    """The instructions at the offsets `at` of padded code."""
    size = len(code) - READ
    found = _opcodes(code, at, mode)
    p, row, opcode, rex = found.end, found.row, found.opcode, found.rex
    after = mode.after[256 * row + opcode]
    # ModRM, SIB and displacement
    has_modrm = after & maps.MODRM != 0
    modrm, sib = code[p], code[p + 1]
    mod, memory = modrm >> 6, has_modrm & (modrm < 0xC0)
    has_sib = memory & (modrm & 7 == 4)
    base = np.where(has_sib, sib & 7, modrm & 7)
    near, stack = memory & (mod == 1), has_sib & (base == 4)
    far = memory & ((mod == 2) | (mod == 0) & has_sib & (base == 5))
    disp = np.zeros(len(at), np.uint8)
    disp[near] = Operand.DISP8
    disp[near & stack] = Operand.STACK8
    disp[far] = Operand.DISP32
    disp[far & stack] = Operand.STACK32
    alone = memory & (mod == 0) & (base == 5)  # no base register
    disp[alone & ~(has_sib & mode.wide)] = Operand.RIP
    p = p + has_modrm + has_sib
    # the immediate operand
    what = after & 15
    moffs = what == maps.MOFFS
    test = (row == 0) & (opcode & 0xFE == 0xF6) & (modrm & 0x30 == 0)
    what[test] = np.where(opcode[test] == 0xF6, maps.IMM8, maps.IMMZ)
    immediate = maps.IMMEDIATE[what]
    immediate[moffs & (not mode.wide)] = Operand.RIP
    immediate[(what == maps.IMMZ) & found.short & (rex & 8 == 0)] = Operand.IMM16
    first = np.where(disp != 0, disp, immediate)
    second = np.where(disp != 0, immediate, 0).astype(np.uint8)
    second[what == maps.ENTER] = Operand.IMM8
    long = (row == 0) & (rex & 8 != 0) & (opcode & 0xF8 == 0xB8)
    second[mode.wide & moffs | long] = Operand.IMM32
    head = (p - at).astype(np.uint8)
    tail = has_modrm.astype(np.uint8) + has_sib
    end = p + SIZES[first] + SIZES[second]
    bad = (what == maps.BAD) | (end > size) | (end - at > LONGEST)
    head[bad], tail[bad], first[bad], second[bad] = 1, 0, 0, 0
    return Instructions(
        head=head,
        tail=tail,
        first=first,
        second=second,
        opcode=np.where((row == 0) & ~bad, opcode, np.int16(-1)),
        rex=rex,
        modrm=np.where(has_modrm, modrm, np.uint8(0)),
    )
