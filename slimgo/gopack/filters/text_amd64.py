"""The text filter for amd64: instructions as tokens, and their operands in streams by kind.

The text is a linear sweep of instructions. Each becomes a token, the number of its shape in a book
(amd64/shapes.py); its operands go to streams by kind (amd64/operands.py), addresses as small
numbers (amd64/targets.py). The join needs no knowledge of the instruction set.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from slimgo.gopack import varint
from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.filters.amd64 import kinds, program, shapes, targets
from slimgo.gopack.filters.amd64.instructions import Instructions, decode, lengths, padded, starts
from slimgo.gopack.filters.amd64.join import functions, join, parameters
from slimgo.gopack.filters.amd64.operands import SHIFTS, SIZES, STORED, Bytes, Numbers, Operand
from slimgo.gopack.filters.amd64.streams import NAMES, OWN, Stream

__all__ = ["NAMES", "entries", "join", "lengths", "split"]

_INT3 = 0xCC
_IN_HEAD = 4  # bytes of a code in a head
_KIND_IN_HEAD = {Operand.CALL: Operand.CALL_IN_HEAD, Operand.LEA: Operand.LEA_IN_HEAD}
_FEWEST_ENTRIES = 2  # one function and its end
_MOST_NUMBERS = 1 << 20  # of the stub's tables


def split(text: bytes, address: int, entries: npt.NDArray[np.uint32]) -> tuple[bytes, ...]:
    """The streams of the text at the address.

    `entries` are the offsets of the functions and the end of the last one, ascending; what is
    called behind them counts as a function too, and without them whatever is called. Raises
    FilterNotApplicable for a text too large.
    """
    code, at = padded(text), starts(text)
    found = decode(code, at)
    place = at + found.head
    next_place = place + SIZES[found.first]
    values = (
        kinds.values(code, place, SIZES[found.first]),
        kinds.values(code, next_place, SIZES[found.second]),
    )
    first, second = kinds.narrow(found, *values)
    ends = at + found.lengths
    known = entries.astype(np.int64)
    is_call = first == Operand.CALL
    called = program.callees(ends[is_call], values[0][is_call], len(text))
    given = len(known) >= _FEWEST_ENTRIES
    alignment = program.alignment(known if given else called)
    known = program.behind(known, called) if given else called
    whole = program.Program(size=len(text), starts=at, ends=ends, entries=known)
    unit = program.alignment(known)
    padding, covered = program.padding(whole, code[at] == _INT3, alignment)
    jumps, branches, escaped = _jumps(whole, first, values[0])
    function = targets.called(known, ends[is_call] + program.signed(values[0][is_call], 32))
    escaped_calls = values[0][is_call][function == len(known) - 1]
    calls = targets.name(function, len(known), np.zeros_like(function))
    absolute = values[0] + ends + address & 0xFFFFFFFF
    is_lea, is_rip = first == Operand.LEA, first == Operand.RIP
    leas, lea_number = np.unique(absolute[is_lea], return_inverse=True)
    rips, rip_number = np.unique(absolute[is_rip], return_inverse=True)
    lea = targets.name(lea_number, len(leas), _before(found, is_lea))
    rip = targets.name(rip_number, len(rips), np.full(len(rip_number), -1))
    shaped = _shape(
        code, at, found, operands=(first, second), padding=padding, kept=~covered | padding,
        in_head=((Operand.CALL, calls), (Operand.LEA, lea)),
    )  # fmt: skip
    if 2 * len(known) + len(leas) + len(rips) > _MOST_NUMBERS:
        raise FilterNotApplicable(f"it has more than {_MOST_NUMBERS:,} functions and addresses")
    sizes = np.diff(known)
    figures = (
        len(text), alignment,
        len(known) - 1, int(given), unit,
        *((known[0], sizes[-1]) if len(sizes) else (0, 0)),
        len(shaped.book), shaped.frequent, calls.frequent,
        len(leas), lea.frequent, len(rips), rip.frequent,
    )  # fmt: skip
    return (
        np.array(figures, "<u4").tobytes(),
        varint.encode(sizes[:-1] // unit),
        *shapes.write_book(shaped.book),
        shaped.tokens,
        *shaped.extra,
        *calls.streams,
        varint.encode(np.diff(calls.order[: calls.frequent], prepend=0)),
        *lea.streams,
        targets.write_addresses(leas, lea),
        *rip.streams,
        targets.write_addresses(rips, rip),
        (jumps & 255).astype(np.uint8).tobytes(),
        (jumps >> 8 & 255).astype(np.uint8).tobytes(),
        branches.astype(np.int8).tobytes(),
        values[0][escaped].astype("<u4").tobytes(),
        escaped_calls.astype("<u4").tobytes(),
        *_own_streams((first, second), values),
    )


def entries(streams: tuple[bytes, ...]) -> npt.NDArray[np.uint32]:
    """The offsets of the functions and the end of the last one: first those given to split."""
    known = parameters(streams[Stream.PARAMETERS])
    if not known.functions_known:
        return np.zeros(0, np.uint32)
    return functions(known, streams[Stream.FUNCTION_SIZES]).astype(np.uint32)


def _jumps(
    whole: program.Program, first: Bytes, values: Numbers
) -> tuple[Numbers, Numbers, npt.NDArray[np.bool_]]:
    """The counts of jumps and of branches, and which of them are escapes.

    Changes `first` where a jump goes to its function's start: it then has no count.
    """
    escaped = np.zeros(len(first), np.bool_)
    counts = []
    for kind, bits, to_start, escape in (
        (Operand.JUMP, 32, Operand.JUMP_TO_START, targets.JUMP_ESCAPE),
        (Operand.BRANCH, 8, Operand.BRANCH_TO_START, targets.BRANCH_ESCAPE),
    ):
        index = np.flatnonzero(first == kind)
        count, home = targets.count_jumps(whole, index, program.signed(values[index], bits), escape)
        first[index[home]] = to_start
        escaped[index[~home]] = count[~home] == escape
        counts.append(count[~home])
    return counts[0], counts[1], escaped


def _before(found: Instructions, chosen: npt.NDArray[np.bool_]) -> Numbers:
    """Tells apart what stands before an operand; -1 where the head has no room for the operand."""
    some = found.rex[chosen].astype(np.int64) << 8 | found.modrm[chosen]
    return np.where(found.head[chosen] + _IN_HEAD <= shapes.LONGEST_HEAD, some, -1)


def _shape(
    code: Bytes,
    at: Numbers,
    found: Instructions,
    *,
    operands: tuple[Bytes, Bytes],
    padding: npt.NDArray[np.bool_],
    kept: npt.NDArray[np.bool_],
    in_head: tuple[tuple[Operand, targets.Names], ...],
) -> shapes.Shaped:
    """The kept instructions as shapes; where padding begins, it stands for the instruction.

    Where operands are in the head, their codes come into it, and their kinds are changed.
    """
    first, second = operands
    size, tail = np.where(padding, np.uint8(0), found.head), found.tail.copy()
    heads = np.zeros((len(size), shapes.LONGEST_HEAD), np.uint8)
    for column in range(shapes.LONGEST_HEAD):
        heads[:, column] = np.where(column < size, code[at + column], 0)
    for kind, names in in_head:
        index = np.flatnonzero(first == kind)[names.in_head]
        for byte in range(_IN_HEAD):
            heads[index, size[index] + byte] = names.codes[names.in_head] >> 8 * byte & 255
        size[index] += np.uint8(_IN_HEAD)
        tail[index] = 0
        first[index] = _KIND_IN_HEAD[kind]
    return shapes.shape(shapes.rows(heads, size, first, second)[kept], tail[kept])


def _own_streams(
    operands: tuple[Bytes, Bytes], values: tuple[Numbers, Numbers]
) -> tuple[bytes, ...]:
    """The numbers of each kind that has a stream of its own, in the order of the text."""
    kind, value = np.stack(operands, 1).reshape(-1), np.stack(values, 1).reshape(-1)
    types = {1: "<u1", 2: "<u2", 4: "<u4"}
    return tuple(
        (value[kind == own] >> SHIFTS[own]).astype(types[int(STORED[own])]).tobytes() for own in OWN
    )
