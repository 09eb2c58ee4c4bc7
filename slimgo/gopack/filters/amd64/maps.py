"""The opcode maps of amd64 and 386: what follows an opcode (Intel's manual, volume 2, A)."""

from __future__ import annotations

import numpy as np

from slimgo.gopack.filters.amd64.operands import Bytes, Operand

# What follows an opcode: bit 4 a ModRM byte, the low bits one of these.
NONE, IMM8, IMMZ, REL8, REL32, CALL, IMM16, ENTER, MOFFS, BAD = range(10)
MODRM = 16


def _one_byte_map() -> Bytes:
    what = np.zeros(256, np.uint8)
    for opcode in range(0x40):
        what[opcode] = (*[MODRM] * 4, IMM8, IMMZ, BAD, BAD)[opcode & 7]
    what[0x60:0x70] = [BAD, BAD, BAD, MODRM, *[BAD] * 4, IMMZ, MODRM | IMMZ, IMM8,
                       MODRM | IMM8, *[NONE] * 4]  # fmt: skip
    what[0x70:0x80] = REL8
    what[0x80:0x90] = MODRM
    what[[0x80, 0x83]] = MODRM | IMM8
    what[0x81] = MODRM | IMMZ
    what[[0x82, 0x9A, 0xCE, 0xD4, 0xD5, 0xD6, 0xEA, 0xF0, 0xF2, 0xF3]] = BAD
    what[0xA0:0xA4] = MOFFS
    what[0xA8:0xAA] = IMM8, IMMZ
    what[0xB0:0xB8] = IMM8
    what[0xB8:0xC0] = IMMZ
    what[[0xC0, 0xC1, 0xC6]] = MODRM | IMM8
    what[[0xC2, 0xCA]] = IMM16
    what[0xC7] = MODRM | IMMZ
    what[[0xC8, 0xCD]] = ENTER, IMM8
    what[0xD0:0xD4] = MODRM
    what[0xD8:0xE0] = MODRM
    what[0xE0:0xEC] = [*[REL8] * 4, *[IMM8] * 4, CALL, REL32, BAD, REL8]
    what[[0xF6, 0xF7, 0xFE, 0xFF]] = MODRM
    return what


def _one_byte_map_386() -> Bytes:
    """What 64-bit mode took for other things, or away. Far jumps and calls are not met."""
    what = _one_byte_map()
    for opcode in (0x06, 0x07, 0x0E, 0x16, 0x17, 0x1E, 0x1F, 0x27, 0x2F, 0x37, 0x3F):
        what[opcode] = NONE
    what[0x40:0x50] = NONE
    what[0x60:0x63] = NONE, NONE, MODRM
    what[0x82] = MODRM | IMM8
    what[[0xC4, 0xC5]] = MODRM
    what[[0xCE, 0xD6]] = NONE
    what[[0xD4, 0xD5]] = IMM8
    return what


def _two_byte_map() -> Bytes:
    what = np.full(256, MODRM, np.uint8)
    for first, last in (
        (0x04, 0x0C), (0x0E, 0x0E), (0x30, 0x37), (0x77, 0x77), (0xA0, 0xA2), (0xA8, 0xAA),
        (0xC8, 0xCF),
    ):  # fmt: skip
        what[first : last + 1] = NONE
    what[[0x0F, 0x70, 0x71, 0x72, 0x73, 0xA4, 0xAC, 0xBA, 0xC2, 0xC4, 0xC5, 0xC6]] = MODRM | IMM8
    what[0x80:0x90] = REL32
    return what


def _maps(one_byte: Bytes) -> Bytes:
    """One row per opcode map: none, 0F, 0F 38, 0F 3A; then those of VEX and EVEX, 0 to 7."""
    vector = np.full((8, 256), BAD, np.uint8)
    vector[1] = _two_byte_map()
    vector[1, 0x80:0x90] = MODRM
    vector[[2, 5, 6]] = MODRM
    vector[3] = MODRM | IMM8
    legacy = [one_byte, _two_byte_map(), np.full(256, MODRM), np.full(256, MODRM | IMM8)]
    return np.concatenate([np.array(legacy, np.uint8), vector]).reshape(-1)


AFTER, AFTER_386 = _maps(_one_byte_map()), _maps(_one_byte_map_386())
IS_PREFIX = np.isin(np.arange(256), [0x26, 0x2E, 0x36, 0x3E, 0x64, 0x65, 0x66, 0xF0, 0xF2, 0xF3])
IMMEDIATE: Bytes = np.array(
    [0, Operand.IMM8, Operand.IMM32, Operand.BRANCH, Operand.JUMP, Operand.CALL, Operand.IMM16,
     Operand.IMM16, Operand.IMM32, 0],
    np.uint8,
)  # fmt: skip
