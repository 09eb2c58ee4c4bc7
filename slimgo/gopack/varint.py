"""Numbers of seven bits a byte, the lowest first, as LEB128 and Go's tables have them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

MORE = 128
"""The bit of a byte that says that another follows."""

_AT_ONCE = 1 << 15  # numbers: what they need stays in the processor's cache
_LONGEST = 5  # bytes of a 32-bit number


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbers:
    """The numbers of a run of bytes, with the offset of each one's first byte."""

    values: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]


def decode(data: bytes) -> Numbers:
    """All numbers of data, at once.

    Raises ValueError when the last is cut short, or one has more than 32 bits or is not written
    as short as it can be: such a number would not come back as the same bytes.
    """
    raw = np.frombuffer(data, np.uint8)
    last = np.flatnonzero(raw < MORE)
    if len(raw) and (not len(last) or last[-1] != len(raw) - 1):
        raise ValueError("the last number is cut short")
    starts = np.concatenate((np.zeros(1, np.int64), last[:-1] + 1)) if len(last) else last
    sizes = last - starts + 1
    if len(sizes) and sizes.max() > _LONGEST:
        raise ValueError("a number has more than 32 bits")
    values = (raw[starts] & 127).astype(np.int64)
    for place in range(1, int(sizes.max(initial=1))):
        longer = np.flatnonzero(sizes > place)
        values[longer] |= (raw[starts[longer] + place].astype(np.int64) & 127) << (7 * place)
    if ((raw[last] == 0) & (sizes > 1)).any() or (values >> 32).any():
        raise ValueError("a number is longer than it must be")
    return Numbers(values=values, starts=starts)


def encode(values: npt.ArrayLike) -> bytes:
    """The numbers, each from 0 to 2**32 - 1, one after the other."""
    numbers = np.asarray(values).ravel()
    slices = (numbers[low : low + _AT_ONCE] for low in range(0, len(numbers), _AT_ONCE))
    return b"".join(map(_encode, slices))


def _encode(values: npt.NDArray[np.integer]) -> bytes:
    numbers = values.astype(np.int64, copy=False)
    sizes = np.ones(len(numbers), np.int64)
    for place in range(1, _LONGEST):
        sizes += numbers >= 1 << (7 * place)
    ends = np.cumsum(sizes)
    starts = ends - sizes
    out = np.empty(int(ends[-1]) if len(ends) else 0, np.uint8)
    for place in range(int(sizes.max(initial=1))):
        here = np.flatnonzero(sizes > place)
        more = np.where(sizes[here] > place + 1, MORE, 0)
        out[starts[here] + place] = ((numbers[here] >> (7 * place)) & 127) | more
    return out.tobytes()


def zigzag(values: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Signed 32-bit numbers as unsigned ones: small ones of either sign become small."""
    numbers = np.asarray(values, np.int64)
    return ((numbers << 1) ^ (numbers >> 63)) & 0xFFFFFFFF


def unzigzag(values: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """What `zigzag` was given."""
    numbers = np.asarray(values, np.int64)
    return (numbers >> 1) ^ -(numbers & 1)
