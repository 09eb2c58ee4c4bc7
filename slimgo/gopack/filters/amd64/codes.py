"""Numbers as codes of one byte for the frequent ones, of two or four bytes for the others.

Codes are given in two groups, each in ascending order of the numbers: first the frequent ones,
then all others. A byte below the group's size is a code; a greater one begins a code of two bytes;
255 one of four.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from slimgo.gopack.filters.amd64.operands import Bytes, Numbers

_MOST = 220  # codes of one byte, at most: more than that leaves too few of two bytes
_FEWEST = 128
_MORE = 128  # the bit of a byte that is not a number's last
_FOUR = 255  # the first byte of a code of four bytes


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """Codes for numbers: `order` has the number of each code, `code` the code of each number."""

    frequent: int
    order: Numbers
    code: Numbers


def room(most: int = _MOST, fewest: int = _FEWEST) -> int:
    """How many numbers have a code of one or two bytes when `fewest` of them have one byte."""
    return min(most, fewest) + 256 * (_FOUR - fewest)


def rank(uses: Numbers, most: int = _MOST) -> Ranked:
    """Codes for all numbers, of which uses has how often each occurs: short ones for the most."""
    count = len(uses)
    frequent = min(most, count)
    while frequent > _FEWEST and frequent + 256 * (_FOUR - frequent) < count:
        frequent -= 1
    by_use = np.argsort(-uses, kind="stable")
    order = np.concatenate([np.sort(by_use[:frequent]), np.sort(by_use[frequent:])])
    code = np.empty(count, np.int64)
    code[order] = np.arange(count)
    return Ranked(frequent=frequent, order=order, code=code)


def write_apart(codes: Numbers, frequent: int) -> tuple[bytes, bytes]:
    """The codes' first bytes, and the others."""
    above = codes - frequent
    two = above >= 0
    four = above >= 256 * (_FOUR - frequent)
    lead = np.where(four, _FOUR, np.where(two, frequent + (above >> 8), codes))
    others = np.stack([np.where(four, codes >> 16, above), codes >> 8, codes], 1) & 255
    there = np.arange(3) < (two + 2 * four)[:, None]
    return lead.astype(np.uint8).tobytes(), others[there].astype(np.uint8).tobytes()


def read_apart(lead: bytes, others: bytes, frequent: int) -> Numbers:
    """The codes that were written apart."""
    first = np.frombuffer(lead, np.uint8).astype(np.int64)
    width = _others(first, frequent)
    at = np.cumsum(width) - width
    known = np.frombuffer(others + bytes(3), np.uint8).astype(np.int64)
    two = frequent + (first - frequent << 8 | known[at])
    four = known[at] << 16 | known[at + 1] << 8 | known[at + 2]
    return np.where(first < frequent, first, np.where(first < _FOUR, two, four))


def write(codes: Numbers, frequent: int) -> bytes:
    """The codes, the bytes of each together."""
    lead, others = (np.frombuffer(part, np.uint8) for part in write_apart(codes, frequent))
    width = 1 + _others(lead, frequent)
    data = np.zeros(int(width.sum()), np.uint8)
    is_lead = np.zeros(len(data), np.bool_)
    is_lead[np.cumsum(width) - width] = True
    data[is_lead], data[~is_lead] = lead, others
    return data.tobytes()


def read(data: bytes, frequent: int) -> Numbers:
    """The codes that were written together."""
    steps: Bytes = 1 + _others(np.arange(256), frequent).astype(np.uint8)
    is_lead = np.zeros(len(data), np.bool_)
    is_lead[follow(data.translate(steps.tobytes()), len(data))] = True
    known = np.frombuffer(data, np.uint8)
    return read_apart(known[is_lead].tobytes(), known[~is_lead].tobytes(), frequent)


def _others(lead: npt.NDArray[np.integer], frequent: int) -> Numbers:
    """How many bytes follow a code's first one."""
    others: Numbers = (lead >= frequent).astype(np.int64) + 2 * (lead == _FOUR)
    return others


def follow(steps: bytes, end: int) -> list[int]:
    """The offsets met from 0 on when each offset's step leads to the next one."""
    met = []
    at = 0
    while at < end:
        met.append(at)
        at += steps[at]
    return met
