"""Who calls whom in a Go executable, as far as its instructions say so; see `calls`.

A call through an interface or a function value that is passed on is not seen: what it leads to is
known only while the program runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from slimgo.facts.functions import Functions, Ints

Bytes = npt.NDArray[np.uint8]
_LONGEST = 7  # bytes of an amd64 instruction that is looked at
_WORD = 4  # bytes of an arm64 instruction
_POINTER = 8
_PAGE_BITS = 12
_LEAST_SHARE = 0.3
"""Of all functions, so many are called directly in every program that was looked at, 0.6 and more;
where fewer are, the functions do not begin where they are believed to."""


@dataclass(frozen=True, kw_only=True)
class Calls:
    """One row for each call: from which function to which, as places in Functions.starts."""

    callers: Ints
    """Ascending."""
    callees: Ints


def calls(of: Functions) -> Calls | None:
    """Direct calls and jumps between functions, and functions whose value is taken: `go f()`, a
    closure. 80 MB in 0.3 s.

    None where they cannot be told: another processor than amd64 and arm64, or functions that are
    not where the line table says, as where C's code stands in front of Go's.
    """
    read = _READERS.get(of.machine)
    text = np.frombuffer(of.content[of.text.at : of.text.at + of.text.size], np.uint8)
    if read is None or len(text) < _LONGEST + 1:
        return None
    # from text_address, as starts are, and the rest in whole addresses
    begin = of.text.address - of.text_address
    called_at, targets, taken_at, addresses = read(text)
    hit = _place(of.starts, targets + begin)
    if len(np.unique(hit[hit >= 0])) < _LEAST_SHARE * len(of.starts):
        return None
    values = _values(of, addresses + of.text.address) - of.text_address
    # a closure with variables is made of its code's address, another is a pointer to such a one
    at = np.concatenate((called_at, taken_at, taken_at)) + begin
    taken = (_place(of.starts, addresses + begin), _place(of.starts, values))
    callees = np.concatenate((hit, *taken))
    known = callees >= 0
    callers = np.searchsorted(of.starts, at[known], side="right") - 1
    callees = callees[known]
    inside = callers >= 0
    order = np.argsort(callers[inside], kind="stable")
    return Calls(callers=callers[inside][order], callees=callees[inside][order])


def _place(starts: Ints, targets: Ints) -> Ints:
    """The function that begins exactly there; -1 where none does."""
    index = np.minimum(np.searchsorted(starts, targets), len(starts) - 1)
    return np.where(starts[index] == targets, index, -1)


def _values(of: Functions, addresses: Ints) -> Ints:
    """The pointer at each of those addresses in the file; 0 where none is."""
    found = np.zeros(len(addresses), np.int64)
    for segment in of.segments:
        part = np.frombuffer(of.content[segment.at : segment.at + segment.size], np.uint8)
        inside = (addresses >= segment.address) & (
            addresses <= segment.address + len(part) - _POINTER
        )
        if inside.any():
            found[inside] = _read(part, addresses[inside] - segment.address, "<i8", _POINTER)
    return found


def _read(content: Bytes, at: Ints, kind: str, size: int) -> Ints:
    """The numbers that stand there."""
    windows = np.lib.stride_tricks.sliding_window_view(content, size)
    return windows[at].copy().view(kind).ravel().astype(np.int64)


_Read = tuple[Ints, Ints, Ints, Ints]
"""Where a call stands and what it calls; where an address is taken and which: all as distances
from the start of the text."""


def _amd64(text: Bytes) -> _Read:
    """CALL and JMP with a distance of 32 bits, and LEA of an address relative to RIP.

    They are looked for at every byte: a distance that hits the first byte of a function by chance
    is rarer than one in a thousand.
    """
    end = len(text) - _LONGEST
    call = np.flatnonzero((text[:end] & 0xFE) == 0xE8)  # noqa: PLR2004 - E8 CALL, E9 JMP
    targets = call + 5 + _read(text, call + 1, "<i4", _WORD)
    # 48 or 4C: a register of 64 bits; 8D; then mod 0, r/m 5
    prefix, opcode, form = text[:end] & 0xFB, text[1 : end + 1], text[2 : end + 2] & 0xC7
    lea = np.flatnonzero((prefix == 0x48) & (opcode == 0x8D) & (form == 5))  # noqa: PLR2004
    return call, targets, lea, lea + _LONGEST + _read(text, lea + 3, "<i4", _WORD)


def _arm64(text: Bytes) -> _Read:
    """BL and B, and ADRP followed by ADD to the same register.

    The distances of ADRP count pages of the address; the text begins at the start of one, since
    Go's linker and gcc's lay it out so (else the values found are none of functions).
    """
    words = text[: len(text) // _WORD * _WORD].view("<u4").astype(np.int64)
    branch = np.flatnonzero((words & 0x7C000000) == 0x14000000)  # noqa: PLR2004 - BL, B
    distance = ((words[branch] & 0x3FFFFFF) ^ 0x2000000) - 0x2000000
    page = (words[:-1] & 0x9F000000) == 0x90000000  # noqa: PLR2004 - ADRP
    add = (words[1:] & 0xFFC00000) == 0x91000000  # noqa: PLR2004 - ADD, immediate, no shift
    same = (words[:-1] & 31) == (words[1:] >> 5 & 31)
    taken = np.flatnonzero(page & add & same)
    high, low = words[taken] >> 5 & 0x7FFFF, words[taken] >> 29 & 3
    pages = ((high << 2 | low) ^ 0x100000) - 0x100000
    here = taken * _WORD >> _PAGE_BITS
    addresses = (here + pages << _PAGE_BITS) + (words[taken + 1] >> 10 & 0xFFF)
    return branch * _WORD, (branch + distance) * _WORD, taken * _WORD, addresses


_READERS: dict[str, Callable[[Bytes], _Read]] = {"EM_X86_64": _amd64, "EM_AARCH64": _arm64}


@dataclass(frozen=True, kw_only=True)
class Reached:
    """What some functions lead to."""

    before: Ints
    """For each function the one that a shortest path comes from; itself for where paths begin, less
    than 0 for one that is not reached."""

    def path(self, to: int) -> tuple[int, ...]:
        """From where it begins to that function; empty where nothing leads there."""
        steps = [to]
        while self.before[to] >= 0 and self.before[to] != to:
            to = int(self.before[to])
            steps.append(to)
        return tuple(reversed(steps)) if self.before[to] >= 0 else ()


_CLOSED = -2


def reached(made: Calls, begin: Ints, functions: int, besides: Iterable[int] = ()) -> Reached:
    """Follows the calls from these functions on, and through none of `besides`.

    functions: how many there are.
    """
    before = np.full(functions, -1, np.int64)
    before[list(besides)] = _CLOSED
    before[begin] = begin
    first = np.searchsorted(made.callers, np.arange(functions + 1))
    front = begin
    while len(front):
        counts = first[front + 1] - first[front]
        # the rows of all of them, one run behind the other
        runs = np.repeat(first[front] - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
        rows = runs + np.arange(counts.sum())
        fresh = rows[before[made.callees[rows]] == -1]
        front, which = np.unique(made.callees[fresh], return_index=True)
        before[front] = made.callers[fresh[which]]
    return Reached(before=before)
