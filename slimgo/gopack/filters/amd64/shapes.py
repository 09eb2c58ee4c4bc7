"""The book of instruction shapes: heads that differ only in their operands share one entry.

A shape is the bytes of a head and the kinds of its two operands. A rare head is not written into
the book: its ModRM and SIB bytes, or all of its bytes, are extra bytes in streams of their own, and
the shape says how many. A shape with neither head nor extra bytes is padding: int3 up to the next
multiple of the alignment.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from slimgo.gopack.filters.amd64 import codes
from slimgo.gopack.filters.amd64.distinct import WIDTH, hashes
from slimgo.gopack.filters.amd64.operands import Bytes, Numbers, Places
from slimgo.gopack.filters.amd64.parts import LONGEST_HEAD, slices

# A row: the head, from here on how much of it, extra bytes, the kinds, and how much is the tail.
_HEAD, _EXTRA, _FIRST, _SECOND, _TAIL = range(LONGEST_HEAD, LONGEST_HEAD + 5)
_MOST_SHAPES = codes.room()
# A head used less often is cut before ModRM; a head used less than a third as often, altogether.
# The second is for code that is no code: the number of shapes is then bounded.
_THRESHOLDS = (6, 48, 1 << 40)


@dataclass(frozen=True, kw_only=True)
class Shaped:
    """Instructions as shapes: the tokens, the book, and the extra bytes of rare heads.

    wide: which tokens have two bytes.
    """

    tokens: bytes
    wide: npt.NDArray[np.bool_]
    frequent: int
    book: Bytes
    extra: tuple[bytes, ...]


def rows(head: Bytes, sizes: Bytes, tails: Bytes, first: Bytes, second: Bytes) -> Bytes:
    """A row per instruction. head has LONGEST_HEAD columns, zeros behind the size; tails counts the
    ModRM and SIB bytes of each head, which `shape` may cut off."""
    made = np.zeros((len(sizes), WIDTH), np.uint8)
    made[:, :LONGEST_HEAD] = head
    made[:, _HEAD], made[:, _FIRST], made[:, _SECOND] = sizes, first, second
    made[:, _TAIL] = tails
    return made


def shape(rows: Bytes, numbers: Places) -> Shaped:
    """Chooses which shapes the book has. rows: different ones. numbers: each instruction's row."""
    whole, tails = rows.copy(), rows[:, _TAIL]
    whole[:, _TAIL] = 0
    counts = np.zeros(len(rows), np.int64)
    for some in slices(len(numbers)):
        counts += np.bincount(numbers[some], minlength=len(rows))
    for threshold in _THRESHOLDS:
        cut = whole.copy()
        _shorten(cut, tails, (_uses(cut, counts) < threshold) & (tails > 0))
        _shorten(cut, cut[:, _HEAD], _uses(cut, counts) < max(2, threshold // 3))
        index, which = _distinct(cut)
        if len(index) <= _MOST_SHAPES:
            break
    sorted_ = np.lexsort(cut[index].T[::-1])
    place = np.empty(len(index), np.int64)
    place[sorted_] = np.arange(len(index))
    ranked = codes.rank(_sums(place[which], counts, len(index)), 240)
    code = ranked.code[place[which]]
    extra = cut[:, _EXTRA] > 0
    tokens, extras = [], []
    wide = np.empty(len(numbers), np.bool_)
    for some in slices(len(numbers)):
        here = numbers[some]
        tokens.append(codes.write(code[here], ranked.frequent))
        wide[some] = code[here] >= ranked.frequent
        longer = here[extra[here]]
        extras.append(_extras(whole[longer], cut[longer]))
    return Shaped(
        tokens=b"".join(tokens),
        wide=wide,
        frequent=ranked.frequent,
        book=cut[index][sorted_][ranked.order],
        extra=tuple(map(b"".join, zip(*extras, strict=True))) or (b"",) * 4,
    )


def _sums(numbers: Numbers, counts: Numbers, size: int) -> Numbers:
    """The sum of the counts of each number below size."""
    sums = np.zeros(size, np.int64)
    np.add.at(sums, numbers, counts)
    return sums


def _uses(shapes: Bytes, counts: Numbers) -> Numbers:
    index, which = _distinct(shapes)
    return _sums(which, counts, len(index))[which]


def _distinct(shapes: Bytes) -> tuple[Numbers, Numbers]:
    """Where each distinct row is met first, and the rows' numbers among these."""
    _, index, numbers = np.unique(hashes(shapes), return_index=True, return_inverse=True)
    return index, numbers


def _shorten(shapes: Bytes, by: Bytes, chosen: npt.NDArray[np.bool_]) -> None:
    """Makes the last bytes of the chosen heads extra bytes."""
    some = np.flatnonzero(chosen & (by > 0))
    bytes_ = by[some]
    size = shapes[some, _HEAD] - bytes_
    shapes[some, _HEAD] = size
    shapes[some, _EXTRA] += bytes_
    shapes[some, :LONGEST_HEAD] *= np.arange(LONGEST_HEAD) < size[:, None]


def extra_streams(shapes: Bytes) -> Bytes:
    """Which stream has the first extra byte, 1 to 3; 0 where there is none.

    One byte of an instruction on registers, one of an instruction with an operand, the first of
    more.
    """
    one = np.where(shapes[:, _FIRST] == 0, 1, 2)
    return np.choose(np.minimum(shapes[:, _EXTRA], 2), [0, one, 3]).astype(np.uint8)


def _extras(whole: Bytes, cut: Bytes) -> tuple[bytes, ...]:
    """The extra bytes: the first of each instruction in three streams, and all others."""
    some = np.flatnonzero(cut[:, _EXTRA])
    from_, to = cut[some, _HEAD, None], whole[some, _HEAD, None]
    place = np.arange(LONGEST_HEAD)
    heads, which = whole[some, :LONGEST_HEAD], extra_streams(cut[some])
    first = heads[place == from_]
    others = heads[(place > from_) & (place < to)]
    return (*(first[which == stream].tobytes() for stream in (1, 2, 3)), others.tobytes())


def write_book(book: Bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """The book as streams: kinds of the first and second operands, sizes, heads.

    Heads are written by columns, each byte as the difference from the shape before: they are
    sorted.
    """
    heads = book[:, :LONGEST_HEAD]
    steps = np.diff(heads, axis=0, prepend=np.zeros((1, LONGEST_HEAD), np.uint8))
    there = np.arange(LONGEST_HEAD) < book[:, _HEAD, None]
    sizes = book[:, _HEAD] | book[:, _EXTRA] << 4
    return (
        book[:, _FIRST].tobytes(),
        book[:, _SECOND].tobytes(),
        sizes.tobytes(),
        steps.T[there.T].tobytes(),
    )


def read_book(first: bytes, second: bytes, sizes: bytes, heads: bytes) -> Bytes:
    """The book that was written."""
    book = np.zeros((len(first), WIDTH), np.uint8)
    book[:, _FIRST] = np.frombuffer(first, np.uint8)
    book[:, _SECOND] = np.frombuffer(second, np.uint8)
    both = np.frombuffer(sizes, np.uint8)
    book[:, _HEAD], book[:, _EXTRA] = both & 15, both >> 4
    there = (np.arange(LONGEST_HEAD) < book[:, _HEAD, None]).T
    at = 0
    for column in range(LONGEST_HEAD):
        step = np.zeros(len(book), np.uint8)
        count = int(there[column].sum())
        step[there[column]] = np.frombuffer(heads, np.uint8, count, at)
        at += count
        # a byte that is not there is zero, and what follows it starts anew
        known = np.cumsum(step, dtype=np.uint8)
        gap = np.where(there[column], 0, np.arange(1, len(book) + 1))
        base = np.concatenate([[0], known])[np.maximum.accumulate(gap)]
        book[:, column] = np.where(there[column], known - base.astype(np.uint8), 0)
    return book


def column(book: Bytes, name: str) -> Bytes:
    """One of the columns behind the head: `head`, `extra`, `first` or `second`."""
    return book[:, {"head": _HEAD, "extra": _EXTRA, "first": _FIRST, "second": _SECOND}[name]]
