"""Puts the text together from the streams of the text filter for amd64; the stub does the same."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

from slimgo.gopack import varint
from slimgo.gopack.filters.amd64 import codes, shapes, targets
from slimgo.gopack.filters.amd64.mode import AMD64, Mode
from slimgo.gopack.filters.amd64.operands import IN_WORDS, SIZES, STORED, Bytes, Numbers, Operand
from slimgo.gopack.filters.amd64.parts import LONGEST_HEAD
from slimgo.gopack.filters.amd64.streams import OWN, Stream

_INT3 = 0xCC


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """What stands in the first stream."""

    size: int
    alignment: int  # of the functions, and of what follows padding
    functions: int
    functions_known: int  # 0 where they are only what is called
    unit: int  # of the functions' sizes
    first_entry: int
    last_size: int
    shapes: int
    shapes_frequent: int
    calls_frequent: int
    lea: int
    lea_frequent: int
    rip: int
    rip_frequent: int


def parameters(stream: bytes) -> Parameters:
    """The parameters as numbers."""
    numbers = struct.unpack(f"<{len(stream) // 4}I", stream)
    return Parameters(**dict(zip(Parameters.__annotations__, numbers, strict=True)))


def join(streams: tuple[bytes, ...], size: int, address: int, mode: Mode = AMD64) -> bytes:
    """The text of so many bytes at the address."""
    known = parameters(streams[Stream.PARAMETERS])
    book = shapes.read_book(*streams[Stream.SHAPES_FIRST : Stream.RARE_REGISTERS])
    row = book[codes.read(streams[Stream.TOKENS], known.shapes_frequent)]
    head, extra = shapes.column(row, "head"), shapes.column(row, "extra")
    first, second = shapes.column(row, "first"), shapes.column(row, "second")
    length = (head + extra + SIZES[first] + SIZES[second]).astype(np.int64)
    padding = length == 0
    length[padding] = _padding(length, padding, known.alignment)
    end = np.cumsum(length)
    start = end - length
    text = np.full(size + 16, _INT3, np.uint8)
    place = np.arange(LONGEST_HEAD)
    whole = _heads(row, streams[Stream.RARE_REGISTERS : Stream.CALLS])
    there = place < (head + extra)[:, None]
    text[(start[:, None] + place)[there]] = whole[there]
    where = (start + head + extra, start + head + extra + SIZES[first])
    _own(text, (first, second), where, streams[Stream.OPERANDS :], mode)
    placed = _Placed(start, end, length, padding, first, where[0])
    _targets(text, known, placed, streams, address=address, mode=mode)
    return text[:size].tobytes()


@dataclass(frozen=True)
class _Placed:
    """The joined tokens: offsets of start, end and first operand, and its kind."""

    start: Numbers
    end: Numbers
    length: Numbers
    padding: Bytes
    first: Bytes
    where: Numbers


def _padding(length: Numbers, padding: Bytes, alignment: int) -> Numbers:
    """The length of each padding: from where the last one ended, a multiple of the alignment."""
    before = np.cumsum(length)[padding]
    return alignment - np.diff(before, prepend=0) % alignment


def _heads(row: Bytes, extras: tuple[bytes, ...]) -> Bytes:
    """The heads with their extra bytes."""
    whole = row[:, :LONGEST_HEAD].copy()
    place = np.arange(LONGEST_HEAD)
    head, extra = shapes.column(row, "head")[:, None], shapes.column(row, "extra")[:, None]
    which = shapes.extra_streams(row)[:, None]
    for stream, first in enumerate(extras[:-1], 1):
        whole[(place == head) & (which == stream)] = np.frombuffer(first, np.uint8)
    whole[(place > head) & (place < head + extra)] = np.frombuffer(extras[-1], np.uint8)
    return whole


def _own(
    text: Bytes, operands: tuple[Bytes, Bytes], where: tuple[Numbers, Numbers],
    streams: tuple[bytes, ...], mode: Mode,
) -> None:  # fmt: skip
    """Puts the operands in that have a stream of their own."""
    kind, place = np.stack(operands, 1).reshape(-1), np.stack(where, 1).reshape(-1)
    for own, stream in zip(OWN, streams, strict=True):
        value = np.frombuffer(stream, f"<u{STORED[own]}").astype(np.int64)
        value <<= mode.word if own in IN_WORDS else 0
        _store(text, place[kind == own], value, int(SIZES[own]))


def _store(text: Bytes, place: Numbers, value: Numbers, size: int) -> None:
    for byte in range(size):
        text[place + byte] = value >> 8 * byte & 255


def _targets(
    text: Bytes,
    known: Parameters,
    placed: _Placed,
    streams: tuple[bytes, ...],
    *,
    address: int,
    mode: Mode,
) -> None:
    """Puts in what depends on where instructions and functions are."""
    first, end = placed.first, placed.end
    entries = functions(known, streams[Stream.FUNCTION_SIZES])
    value = np.zeros(len(first), np.int64)
    escaped = np.zeros(len(first), np.bool_)
    order = targets.call_order(
        known.functions, np.cumsum(varint.decode(streams[Stream.CALLED_MOST]).values)
    )
    places = np.append(entries[: known.functions], 0)
    calls = np.isin(first, (Operand.CALL, Operand.CALL_IN_HEAD))
    named = np.where(calls, _in_head(text, end), 0)
    named[first == Operand.CALL] = codes.read_apart(
        streams[Stream.CALLS], streams[Stream.CALLS_OTHER], known.calls_frequent
    )
    escaped[calls] = order[named[calls]] == known.functions
    value[calls] = places[order[named[calls]]] - end[calls]
    for kinds, data, frequent in (
        ((Operand.LEA, Operand.LEA_IN_HEAD), Stream.LEA, known.lea_frequent),
        ((Operand.RIP,), Stream.RIP, known.rip_frequent),
    ):
        addresses = targets.read_addresses(streams[data + 2], frequent)
        some = np.isin(first, kinds)
        named = np.where(some, _in_head(text, end), 0)
        named[first == kinds[0]] = codes.read_apart(streams[data], streams[data + 1], frequent)
        origin = end[some] + address if mode.wide else 0
        value[some] = addresses[named[some]] - origin
    low = np.frombuffer(streams[Stream.JUMPS_LOW], np.uint8).astype(np.int64)
    high = np.frombuffer(streams[Stream.JUMPS_HIGH], np.int8).astype(np.int64)
    # padding is as many instructions as bytes
    instructions = np.where(placed.padding, placed.length, 1)
    at = np.concatenate([np.repeat(placed.start, instructions) + _within(instructions), end[-1:]])
    next_index = np.cumsum(instructions)
    for kind, counts, escape in (
        (Operand.JUMP, low | high << 8, targets.JUMP_ESCAPE),
        (Operand.BRANCH, np.frombuffer(streams[Stream.BRANCHES], np.int8), targets.BRANCH_ESCAPE),
    ):
        index = np.flatnonzero(first == kind)
        escaped[index] = counts == escape
        to = np.where(counts == escape, 0, next_index[index] + counts)
        value[index] = at[to] - end[index]
    home = (first == Operand.JUMP_TO_START) | (first == Operand.BRANCH_TO_START)
    value[home] = targets.start_of_function(entries, placed.start[home]) - end[home]
    value[escaped & ~calls] = np.frombuffer(streams[Stream.ESCAPED_JUMPS], "<u4")
    outside = escaped & calls
    value[outside] = np.frombuffer(streams[Stream.ESCAPED_CALLS], "<u4")
    value[outside] -= 0 if mode.wide else end[outside]
    for resolved in range(1, Operand.DISP32):
        some = first == resolved
        size = int(SIZES[resolved])
        # what is in the head has its place before the operand, which is empty
        _store(text, placed.where[some] - (0 if size else 4), value[some], size or 4)


def _in_head(text: Bytes, end: Numbers) -> Numbers:
    """The last four bytes of each instruction; of some it is a code."""
    known = text.astype(np.int64)
    place = np.maximum(end - 4, 0)
    low = known[place] | known[place + 1] << 8
    code: Numbers = low | known[place + 2] << 16 | known[place + 3] << 24
    return code


def _within(counts: Numbers) -> Numbers:
    """For each of the repeated: 0, 1, 2, ... within its group."""
    total = int(counts.sum())
    return np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)


def functions(known: Parameters, sizes: bytes) -> Numbers:
    """The offsets of the functions and the end of the last one."""
    if not known.functions:
        return np.zeros(0, np.int64)
    steps = varint.decode(sizes).values * known.unit
    return np.cumsum(np.concatenate([[known.first_entry], steps, [known.last_size]]))
