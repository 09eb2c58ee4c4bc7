"""The text of ppc64le programs: an instruction stays four bytes, the highest first; a call has the
number of its function, and stands among the strays if it calls none.

Addresses are absolute here already: Go's linker gives them in two halves.
"""

from __future__ import annotations

import struct

import numpy as np
import numpy.typing as npt

from slimgo.gopack.filters.words import (
    match,
    places,
    read_entries,
    signed,
    sound,
    write_entries,
)

NAMES = ("sizes", "instructions", "functions", "strays")

_SIZES = struct.Struct("<3I")
"""Bytes of text; entries; bits that functions are turned by."""

_TURN = 4
_MASK, _CALL, _STRAY = 0xFC000003, 0x48000001, 0x48000003
"""`bl`; and `bla`, of an absolute address, which Go does not emit."""

_FIELD = 2  # bits below the distance


def split(text: bytes, _address: int, entries: npt.NDArray[np.uint32]) -> tuple[bytes, ...]:
    """The streams of NAMES. entries: byte offsets of the functions and of the last's end, or none.

    Entries that do not ascend, or pass the text's end, are taken for unknown.
    """
    words = np.frombuffer(text, "<u4", len(text) // 4).astype(np.uint32)
    known = sound(entries, len(text))
    called = np.flatnonzero(match(words, _MASK, _CALL))
    target = called + signed(words[called] >> np.uint32(_FIELD), 24)
    number, named = places(known, target)
    strays = match(words, _MASK, _STRAY)
    strays[called[~named]] = True
    coded = words.copy()
    coded[called] = _CALL | number << _FIELD
    coded[strays] = _STRAY
    return (
        _SIZES.pack(len(text), len(known), _TURN),
        coded.astype(">u4").tobytes(),
        write_entries(known, _TURN),
        words[strays].astype("<u4").tobytes() + text[len(text) & ~3 :],
    )


def join(streams: tuple[bytes, ...], size: int, _address: int) -> bytes:
    """The text that split was given: so many bytes."""
    _, instructions, _, outside = streams
    coded = np.frombuffer(instructions, ">u4").astype(np.uint32)
    words = coded.copy()
    called = np.flatnonzero(match(coded, _MASK, _CALL))
    number = coded[called] >> np.uint32(_FIELD) & np.uint32(0xFFFFFF)
    target = entries(streams).astype(np.int64)[number] // 4
    words[called] = _CALL | (target - called & 0xFFFFFF) << _FIELD
    strays = coded == np.uint32(_STRAY)
    words[strays] = np.frombuffer(outside, "<u4", np.count_nonzero(strays))
    return words.astype("<u4").tobytes() + outside[len(outside) - (size & 3) :]


def entries(streams: tuple[bytes, ...]) -> npt.NDArray[np.uint32]:
    """Byte offsets of the functions and of the last's end, or none, as split took them."""
    return read_entries(streams[2], _TURN)
