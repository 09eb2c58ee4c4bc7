"""Streams of numbers of seven bits a byte, the lowest first: LEB128, as Go's tables have it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_BITS = 7
_MORE = 1 << _BITS
_MOST_BYTES = 5
"""Of a 32-bit number."""


def encode(values: npt.NDArray[np.uint32]) -> bytes:
    """The numbers one after the other, each in as few bytes as it takes."""
    shifts = np.arange(0, _BITS * _MOST_BYTES, _BITS, dtype=np.uint32)
    rest = values[:, None] >> shifts
    more = rest >> np.uint32(_BITS) != 0
    there = np.column_stack((np.ones(len(values), bool), more[:, :-1]))
    digits = rest % _MORE + np.where(more, np.uint32(_MORE), np.uint32(0))
    return bytes(digits[there].astype(np.uint8))


def decode(stream: bytes) -> npt.NDArray[np.uint32]:
    """The numbers of a stream that ends with one of them."""
    digits = np.frombuffer(stream, np.uint8)
    if not len(digits):
        return np.zeros(0, np.uint32)
    ends = np.flatnonzero(digits < _MORE)
    starts = np.concatenate(([0], ends[:-1] + 1))
    place = np.arange(len(digits)) - np.repeat(starts, ends - starts + 1)
    parts = (digits % _MORE).astype(np.uint32) << (place * _BITS).astype(np.uint32)
    return np.add.reduceat(parts, starts, dtype=np.uint32)


def zigzag(values: npt.NDArray[np.int64]) -> npt.NDArray[np.uint32]:
    """Small numbers of either sign as small numbers: 0, -1, 1, -2 become 0, 1, 2, 3."""
    return (values << 1 ^ values >> 63).astype(np.uint32)


def unzigzag(values: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    """What zigzag made of."""
    wide = values.astype(np.int64)
    return wide >> 1 ^ -(wide & 1)
