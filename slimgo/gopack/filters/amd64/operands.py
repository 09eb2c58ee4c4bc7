"""The kinds of operands of amd64 and 386 instructions: apart, each compresses well."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]


class Operand(IntEnum):
    """What kind of number an operand is.

    The kinds up to LEA_IN_HEAD stand for an address and are rewritten; each of the others is a
    stream of its own. What is told apart is what makes the streams smaller: the numbers of
    `add rsp, 24` and of `shl rax, 3` have little in common.
    """

    NONE = 0
    JUMP = 1  # four bytes
    BRANCH = 2  # a jump of one byte
    JUMP_TO_START = 3  # of the function it stands in: nothing to be stored
    BRANCH_TO_START = 4
    CALL = 5
    LEA = 6  # a displacement from the next instruction, of which only the address is taken
    RIP = 7  # the same, for all other instructions
    CALL_IN_HEAD = 8  # used so often that the shape has it
    LEA_IN_HEAD = 9
    DISP32 = 10
    DISP32_SHORT = 11  # less than 65,536
    STACK32 = 12  # a displacement from the stack pointer
    STACK32_WORDS = 13  # less than 256 words
    STACK32_WORDS_LEA = 14
    IMM32 = 15
    IMM32_SHORT = 16  # less than 65,536
    IMM32_BYTE = 17  # less than 256
    IMM32_BYTE_MOV = 18
    IMM32_BYTE_STORE = 19
    STACK8 = 20
    STACK8_WIDE = 21  # of a 64-bit instruction; on 386 of a load
    STACK8_LEA = 22
    DISP8 = 23
    DISP8_WIDE = 24
    DISP8_LEA = 25
    DISP8_R14 = 26  # from the register that holds the goroutine
    IMM8 = 27
    IMM8_COMPARE = 28
    IMM8_ARITHMETIC = 29
    IMM8_SHIFT = 30
    IMM8_BYTE = 31  # of an instruction on one byte
    IMM16 = 32


# Per kind: bytes in the instruction, and bytes in the stream.
SIZES: Bytes = np.array([0, 4, 1, 4, 1, 4, 4, 4, 0, 0, *[4] * 10, *[1] * 12, 2], np.uint8)
STORED: Bytes = np.array([*[0] * 10, 4, 2, 4, 1, 1, 4, 2, 1, 1, 1, *[1] * 12, 2], np.uint8)
IN_WORDS = (Operand.STACK32_WORDS, Operand.STACK32_WORDS_LEA)
"""The kinds that count words of the machine."""
