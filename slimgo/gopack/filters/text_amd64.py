"""The text filter for amd64: instructions as tokens, and their operands in streams by kind.

The text is a linear sweep of instructions. Each becomes a token, the number of its shape in a book
(amd64/shapes.py); its operands go to streams by kind (amd64/operands.py), addresses as small
numbers (amd64/targets.py). The join needs no knowledge of the instruction set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from slimgo.gopack import varint
from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.filters.amd64 import program, shapes, targets
from slimgo.gopack.filters.amd64.distinct import Distinct
from slimgo.gopack.filters.amd64.instructions import padded
from slimgo.gopack.filters.amd64.join import functions, join, parameters
from slimgo.gopack.filters.amd64.mode import AMD64, I386, Mode
from slimgo.gopack.filters.amd64.operands import Bytes, Numbers, Operand, Places
from slimgo.gopack.filters.amd64.parts import IN_HEAD, LONGEST_HEAD, Parts, read, slices
from slimgo.gopack.filters.amd64.room import room
from slimgo.gopack.filters.amd64.streams import NAMES, Stream
from slimgo.gopack.filters.amd64.sweep import starts, starts_in

__all__ = [
    "AMD64",
    "I386",
    "NAMES",
    "Mode",
    "entries",
    "join",
    "lengths",
    "lengths_of",
    "split",
    "starts",
]

_KIND_IN_HEAD = {Operand.CALL: Operand.CALL_IN_HEAD, Operand.LEA: Operand.LEA_IN_HEAD}
_FEWEST_ENTRIES = 2  # one function and its end
_MOST_NUMBERS = 1 << 20  # of the stub's tables


def split(
    text: bytes,
    address: int,
    entries: npt.NDArray[np.uint32],
    starts: Places | None = None,
    mode: Mode = AMD64,
) -> tuple[bytes, ...]:
    """The streams of the text at the address.

    `entries` are the offsets of the functions and the end of the last one, ascending; what is
    called behind them counts as a function too, and without them whatever is called. `starts` are
    those of `sweep`, made here if they are not there. Raises FilterNotApplicable for a text too
    large.
    """
    code = padded(text)
    at = starts_in(code, mode) if starts is None else starts
    parts = read(code, at, mode)
    whole = program.Program(size=len(text), starts=at, entries=entries.astype(np.int64))
    index = {kind: np.flatnonzero(parts.first == kind) for kind in parts.values}
    values = parts.values
    called = whole.ends(index[Operand.CALL]) + program.signed(values[Operand.CALL], 32)
    callees = program.callees(called, len(text))
    given = len(entries) >= _FEWEST_ENTRIES
    alignment = program.alignment(whole.entries if given else callees)
    known = program.behind(whole.entries, callees) if given else callees
    whole = replace(whole, entries=known)
    unit = program.alignment(known)
    padding, covered = program.padding(whole, parts.int3, alignment)
    counts, escaped = _jumps(whole, parts, index)
    jumps = counts[Operand.JUMP]
    function = targets.called(known, called)
    outside = function == len(known) - 1
    escaped_calls = values[Operand.CALL] if mode.wide else called
    escaped_calls = escaped_calls[outside]
    calls = targets.name(function, len(known), np.zeros_like(function))
    (leas, lea_number), (rips, rip_number) = (
        np.unique(
            values[kind] + (whole.ends(index[kind]) + address if mode.wide else 0) & 0xFFFFFFFF,
            return_inverse=True,
        )
        for kind in (Operand.LEA, Operand.RIP)
    )
    lea = targets.name(lea_number, len(leas), parts.lea_before)
    rip = targets.name(rip_number, len(rips), np.full(len(rip_number), -1))
    if 2 * len(known) + len(leas) + len(rips) > _MOST_NUMBERS:
        raise FilterNotApplicable(f"it has more than {_MOST_NUMBERS:,} functions and addresses")
    kept = ~covered | padding
    shaped = _shape(
        code, at, parts, padding=padding, kept=kept,
        in_head=(
            (Operand.CALL, index[Operand.CALL], calls), (Operand.LEA, index[Operand.LEA], lea)
        ),
    )  # fmt: skip
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
        bytes(room(kept, shaped.wide)),
        shaped.tokens,
        varint.encode(sizes[:-1] // unit),
        *shapes.write_book(shaped.book),
        *shaped.extra,
        *calls.streams,
        varint.encode(np.diff(calls.order[: calls.frequent], prepend=0)),
        *lea.streams,
        targets.write_addresses(leas, lea),
        *rip.streams,
        targets.write_addresses(rips, rip),
        (jumps & 255).astype(np.uint8).tobytes(),
        (jumps >> 8 & 255).astype(np.uint8).tobytes(),
        counts[Operand.BRANCH].astype(np.int8).tobytes(),
        escaped.astype("<u4").tobytes(),
        escaped_calls.astype("<u4").tobytes(),
        *parts.own,
    )


def lengths(text: bytes, mode: Mode = AMD64) -> Bytes:
    """Bytes of each instruction, in order."""
    return lengths_of(starts(text, mode), len(text))


def lengths_of(starts: Places, size: int) -> Bytes:
    """The same, of the instructions that begin there in so many bytes of text."""
    return np.diff(starts, append=np.int32(size)).astype(np.uint8)


def entries(streams: tuple[bytes, ...]) -> npt.NDArray[np.uint32]:
    """The offsets of the functions and the end of the last one: first those given to split."""
    known = parameters(streams[Stream.PARAMETERS])
    if not known.functions_known:
        return np.zeros(0, np.uint32)
    return functions(known, streams[Stream.FUNCTION_SIZES]).astype(np.uint32)


def _jumps(
    whole: program.Program, parts: Parts, indices: Mapping[Operand, Numbers]
) -> tuple[dict[Operand, Numbers], Numbers]:
    """The counts of jumps and of branches, and the operands of those that are escapes.

    Changes `first` where a jump goes to its function's start: it then has no count.
    """
    counts, escapes, escaped = {}, [], []
    for kind, bits, to_start, escape in (
        (Operand.JUMP, 32, Operand.JUMP_TO_START, targets.JUMP_ESCAPE),
        (Operand.BRANCH, 8, Operand.BRANCH_TO_START, targets.BRANCH_ESCAPE),
    ):
        index, values = indices[kind], parts.values[kind]
        count, home = targets.count_jumps(whole, index, program.signed(values, bits), escape)
        parts.first[index[home]] = to_start
        there = ~home & (count == escape)
        escaped.append(index[there])
        escapes.append(values[there])
        counts[kind] = count[~home]
    return counts, np.concatenate(escapes)[np.argsort(np.concatenate(escaped))]


def _shape(
    code: Bytes,
    starts: Places,
    parts: Parts,
    *,
    padding: npt.NDArray[np.bool_],
    kept: npt.NDArray[np.bool_],
    in_head: tuple[tuple[Operand, Numbers, targets.Names], ...],
) -> shapes.Shaped:
    """The kept instructions as shapes; where padding begins, it stands for the instruction.

    Where operands are in the head, their codes come into it, and their kinds are changed.
    """
    met, numbers, done = Distinct(), np.empty(np.count_nonzero(kept), np.int32), 0
    place = np.arange(LONGEST_HEAD, dtype=np.uint8)
    wide = np.ndarray((len(code) - LONGEST_HEAD, LONGEST_HEAD), np.uint8, code, strides=(1, 1))
    for some in slices(len(starts)):
        size = np.where(padding[some], np.uint8(0), parts.head[some])
        tail, first = parts.tail[some].copy(), parts.first[some].copy()
        heads = wide[starts[some]]
        heads *= place < size[:, None]
        for kind, index, names in in_head:
            here = slice(*np.searchsorted(index, (some.start, some.stop)))
            chosen = names.in_head[here]
            at, coded = index[here][chosen] - some.start, names.codes[here][chosen]
            for byte in range(IN_HEAD):
                heads[at, size[at] + byte] = coded >> 8 * byte & 255
            size[at] += np.uint8(IN_HEAD)
            tail[at] = 0
            first[at] = _KIND_IN_HEAD[kind]
        made = shapes.rows(heads, size, tail, first, parts.second[some])
        made = made[kept[some]]
        numbers[done : done + len(made)] = met.add(made)
        done += len(made)
    return shapes.shape(met.rows, numbers)
