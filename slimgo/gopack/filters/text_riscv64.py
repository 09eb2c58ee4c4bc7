"""The text of riscv64 programs: calls by function, and addresses absolute.

Instructions stay where they are, and as long. In JAL with an odd register, which is what calls
have, the distance becomes the number of the function. AUIPC and the instruction after it make an
address from two halves: they become what is left of both, and the address. What is not so stands
among the strays, and in its place an opcode that no instruction has.
"""

from __future__ import annotations

import struct

import numpy as np
import numpy.typing as npt

from slimgo.gopack.filters.amd64.sweep import met
from slimgo.gopack.filters.words import (
    Numbers,
    Which,
    Words,
    read_entries,
    sound,
    write_entries,
)

NAMES = ("sizes", "instructions", "functions", "strays")

_SIZES = struct.Struct("<3I")
"""Bytes of text; entries; bits that functions are turned by."""

_TURN = 3
_OPCODE = 0x7F
_AUIPC, _JAL, _STRAY = 0x17, 0x6F, 0x7F
_ODD = 0x80
"""The lowest bit of a JAL's register, which is in the byte of the opcode."""

_IMMEDIATE = (0x03, 0x07, 0x13, 0x1B, 0x67)
"""Opcodes with the lower half of an address in one piece: loads, additions, JALR."""
_STORES = (0x23, 0x27)
_MOST_NUMBERS = 1 << 20
_WORD = 4  # bytes
_WHOLE = 3  # these bits say that an instruction has four bytes, not two


def split(text: bytes, address: int, entries: npt.NDArray[np.uint32]) -> tuple[bytes, ...]:
    """The streams of NAMES. entries: byte offsets of the functions and of the last's end, or none.

    Entries that do not ascend, or pass the text's end, are taken for unknown.
    """
    raw = np.frombuffer(text, np.uint8)
    known = sound(entries, len(text))
    at = _instructions(raw, pairs=False)
    words = _read(raw, at)
    coded = words.copy()
    opcode = words & np.uint32(_OPCODE)
    pairs = _pairs(at, words, opcode)
    calls = np.flatnonzero(_is_call(words))
    target = at[calls] + _distance(words[calls])
    number = np.searchsorted(known, target)
    named = np.append(known.astype(np.int64), -1)[number] == target
    named &= number < _MOST_NUMBERS
    coded[calls] = words[calls] & np.uint32(0xFFF) | _number_field(number)
    strays = (opcode == _STRAY) | (opcode == _AUIPC)
    strays[pairs] = False
    strays[calls[~named]] = True
    coded[strays] = _STRAY
    made = bytearray(text)
    to = np.frombuffer(made, np.uint8)
    _write(to, at, coded)
    first, second = words[pairs], words[pairs + 1]
    low, kept = _halves(second)
    _write(to, at[pairs], first & np.uint32(0xFFF) | kept << np.uint32(12))
    absolute = at[pairs] + address + (first & np.uint32(0xFFFFF000)) + low & 0xFFFFFFFF
    _write(to, at[pairs + 1], absolute.astype(np.uint32).byteswap())
    return (
        _SIZES.pack(len(text), len(known), _TURN),
        bytes(made),
        write_entries(known, _TURN),
        words[strays].astype("<u4").tobytes(),
    )


def join(streams: tuple[bytes, ...], _size: int, address: int) -> bytes:
    """The text that split was given."""
    _, instructions, _, outside = streams
    raw = np.frombuffer(instructions, np.uint8)
    at = _instructions(raw, pairs=True)
    coded = _read(raw, at)
    words, opcode = coded.copy(), coded & np.uint32(_OPCODE)
    calls = np.flatnonzero(_is_call(coded))
    field = coded[calls].byteswap()
    number = field & np.uint32(0xFFFF) | (field >> np.uint32(20) & np.uint32(15)) << np.uint32(16)
    distance = entries(streams).astype(np.int64)[number] - at[calls]
    words[calls] = coded[calls] & np.uint32(0xFFF) | _distance_field(distance)
    strays = opcode == _STRAY
    words[strays] = np.frombuffer(outside, "<u4")
    made = bytearray(instructions)
    to = np.frombuffer(made, np.uint8)
    _write(to, at, words)
    pairs = np.flatnonzero(opcode == _AUIPC)
    absolute = _read(raw, at[pairs] + _WORD).byteswap()
    distance = (absolute - at[pairs] - address & 0xFFFFFFFF).astype(np.int64)
    high = distance + 0x800 & 0xFFFFF000
    kept = coded[pairs] >> np.uint32(12)
    _write(to, at[pairs], coded[pairs] & np.uint32(0xFFF) | high.astype(np.uint32))
    _write(to, at[pairs] + _WORD, _whole(kept, (distance - high & 0xFFF).astype(np.uint32)))
    return bytes(made)


def entries(streams: tuple[bytes, ...]) -> npt.NDArray[np.uint32]:
    """Byte offsets of the functions and of the last's end, or none, as split took them."""
    return read_entries(streams[2], _TURN)


def _instructions(raw: npt.NDArray[np.uint8], *, pairs: bool) -> Numbers:
    """Where instructions of four bytes begin; with `pairs`, AUIPC and what follows it are one."""
    if len(raw) < _WORD:
        return np.zeros(0, np.int64)
    wide = np.where(raw & _OPCODE == _AUIPC, np.uint8(8), np.uint8(4)) if pairs else np.uint8(4)
    steps = np.where(raw & _WHOLE == _WHOLE, wide, np.uint8(2)).astype(np.uint8)
    at = np.flatnonzero(met(steps, len(raw)))
    return at[(steps[at] >= _WORD) & (at + _WORD <= len(raw))]


def _read(raw: npt.NDArray[np.uint8], at: Numbers) -> Words:
    return np.ascontiguousarray(raw[at[:, None] + np.arange(_WORD)]).view("<u4")[:, 0]


def _write(raw: npt.NDArray[np.uint8], at: Numbers, words: Words) -> None:
    raw[at[:, None] + np.arange(_WORD)] = words.astype("<u4").view(np.uint8).reshape(-1, _WORD)


def _is_call(words: Words) -> Which:
    seen: Which = words & np.uint32(0xFF) == np.uint32(_JAL | _ODD)
    return seen


def _distance(words: Words) -> Numbers:
    """Bytes from a JAL to where it leads."""
    sign, low = (words >> 31 & 1).astype(np.int64), words >> 21 & 0x3FF
    distance: Numbers = (
        (words >> 12 & 0xFF) << 12 | (words >> 20 & 1) << 11 | low << 1 | -sign << 20
    )
    return distance


def _distance_field(distance: Numbers) -> Words:
    """The same as it stands in the instruction."""
    high = distance >> 12 & 0xFF | (distance >> 20 & 1) << 19 | (distance >> 11 & 1) << 8
    return ((high | (distance >> 1 & 0x3FF) << 9) << 12).astype(np.uint32)


def _number_field(number: Numbers) -> Words:
    """In the second byte above the register, then in the third and fourth, the highest first."""
    high, middle, low = number >> 16 & 15, number >> 8 & 255, number & 255
    return (high << 12 | middle << 16 | low << 24).astype(np.uint32)


def _pairs(at: Numbers, words: Words, opcode: Words) -> Numbers:
    """Which instructions are AUIPC with another one right behind it that completes the address."""
    first = np.flatnonzero(opcode[:-1] == _AUIPC)
    after = words[first + 1]
    good = at[first + 1] == at[first] + _WORD
    good &= np.isin(opcode[first + 1], (*_IMMEDIATE, *_STORES))
    good &= after >> np.uint32(15) & 31 == words[first] >> np.uint32(7) & 31
    pairs: Numbers = first[good]
    return pairs


def _halves(words: Words) -> tuple[Numbers, Words]:
    """The lower half of an address, and the twenty other bits of the instruction."""
    store = np.isin(words & np.uint32(_OPCODE), _STORES)
    in_store = words >> np.uint32(25) << np.uint32(5) | words >> np.uint32(7) & np.uint32(31)
    low = np.where(store, in_store, words >> np.uint32(20)).astype(np.int64)
    others = words & np.uint32(_OPCODE) | (words >> np.uint32(12) & np.uint32(0x1FFF)) << 7
    return (low ^ 0x800) - 0x800, np.where(store, others, words & np.uint32(0xFFFFF))


def _whole(kept: Words, low: Words) -> Words:
    """Takes back _halves."""
    store = np.isin(kept & np.uint32(_OPCODE), _STORES)
    stored = kept & np.uint32(_OPCODE) | kept >> np.uint32(7) << np.uint32(12)
    stored |= low >> np.uint32(5) << np.uint32(25) | (low & np.uint32(31)) << np.uint32(7)
    return np.where(store, stored, kept | low << np.uint32(20)).astype(np.uint32)
