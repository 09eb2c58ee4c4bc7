"""Tells operands of amd64 and 386 instructions apart by their use and by how great they are."""

# ruff: noqa: PLR2004  # the numbers are the manual's: opcodes and bit fields

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from slimgo.gopack.filters.amd64.instructions import Instructions
from slimgo.gopack.filters.amd64.mode import Mode
from slimgo.gopack.filters.amd64.operands import Bytes, Numbers, Operand

Values = npt.NDArray[np.uint32]

_LEA, _LOAD, _STORE = 0x8D, 0x8B, 0x89
_MASKS = np.array([0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF], np.uint32)  # by bytes of a number


def narrow(
    found: Instructions, first_values: Values, second_values: Values, mode: Mode
) -> tuple[Bytes, Bytes]:
    """The kinds of both operands, as narrow as they can be told."""
    first, second = found.first.copy(), found.second.copy()
    _displacements(found, first, first_values, mode)
    _immediates(found, first, first_values)
    _immediates(found, second, second_values)
    return first, second


def _displacements(found: Instructions, kinds: Bytes, values: Values, mode: Mode) -> None:
    lea, wide = found.opcode == _LEA, found.rex & 8 != 0
    r14 = (found.rex & 1 != 0) & (found.modrm & 7 == 6)
    if not mode.wide:  # all are as wide
        wide, r14 = found.opcode == _LOAD, found.opcode == _STORE
    near, stack = kinds == Operand.DISP8, kinds == Operand.STACK8
    far, far_stack = kinds == Operand.DISP32, kinds == Operand.STACK32
    word = 1 << mode.word
    words = far_stack & (values % word == 0) & (values < word * 256)
    # in this order: a later line is narrower
    kinds[near & wide] = Operand.DISP8_WIDE
    kinds[near & r14] = Operand.DISP8_R14
    kinds[near & lea] = Operand.DISP8_LEA
    kinds[stack & wide] = Operand.STACK8_WIDE
    kinds[stack & lea] = Operand.STACK8_LEA
    kinds[(far | far_stack) & (values < 1 << 16)] = Operand.DISP32_SHORT
    kinds[words] = Operand.STACK32_WORDS
    kinds[words & lea] = Operand.STACK32_WORDS_LEA
    kinds[(kinds == Operand.RIP) & lea] = Operand.LEA


def _immediates(found: Instructions, kinds: Bytes, values: Values) -> None:
    opcode = found.opcode
    four, one = kinds == Operand.IMM32, kinds == Operand.IMM8
    byte = four & (values < 1 << 8)
    arithmetic = one & (opcode == 0x83)
    kinds[four & (values < 1 << 16)] = Operand.IMM32_SHORT
    kinds[byte] = Operand.IMM32_BYTE
    kinds[byte & (opcode & 0xF8 == 0xB8)] = Operand.IMM32_BYTE_MOV
    kinds[byte & (opcode == 0xC7)] = Operand.IMM32_BYTE_STORE
    kinds[arithmetic] = Operand.IMM8_ARITHMETIC
    kinds[arithmetic & (found.modrm & 0x38 == 0x38)] = Operand.IMM8_COMPARE
    kinds[one & (opcode == 0xC1)] = Operand.IMM8_SHIFT
    kinds[one & (opcode == 0x80)] = Operand.IMM8_BYTE


def values(code: Bytes, at: Numbers, sizes: Bytes) -> Values:
    """The little-endian numbers of so many bytes, four at most, at the offsets."""
    everywhere = np.ndarray((len(code) - 3,), "<u4", code, strides=(1,))
    return everywhere[at] & _MASKS.take(sizes)
