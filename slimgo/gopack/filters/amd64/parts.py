"""The parts of all instructions of a text, decoded slice by slice, and what must be kept of them.

A large program has some ten million instructions: a few bytes are kept of each, and numbers of
eight bytes exist for one slice at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from slimgo.gopack.filters.amd64 import kinds
from slimgo.gopack.filters.amd64.instructions import Instructions, decode
from slimgo.gopack.filters.amd64.mode import Mode
from slimgo.gopack.filters.amd64.operands import (
    IN_WORDS,
    SIZES,
    STORED,
    Bytes,
    Numbers,
    Operand,
    Places,
)
from slimgo.gopack.filters.amd64.streams import OWN

SLICE = 1 << 15
"""Instructions at once: what they need stays in the processor's cache."""

IN_HEAD = 4
"""Bytes of a code in a head."""

LONGEST_HEAD = 10
"""Bytes: three prefixes, EVEX, opcode, ModRM, SIB."""

_TARGETS = (Operand.JUMP, Operand.BRANCH, Operand.CALL, Operand.LEA, Operand.RIP)
_TYPES = {1: "<u1", 2: "<u2", 4: "<u4"}


@dataclass(frozen=True, kw_only=True)
class Parts:
    """head, tail, first and second: of each instruction, as in Instructions, the kinds narrow.

    int3: which instructions are that. values: the operands of each kind that stands for an
    address. lea_before tells apart what stands before a LEA's operand; it is -1 where the head has
    no room for the operand. own: the streams of the kinds that have one.
    """

    head: Bytes
    tail: Bytes
    first: Bytes
    second: Bytes
    int3: npt.NDArray[np.bool_]
    values: dict[Operand, npt.NDArray[np.uint32]]
    lea_before: Numbers
    own: tuple[bytes, ...]


def slices(count: int) -> Iterator[slice]:
    """So many instructions, some at a time."""
    return (slice(low, min(low + SLICE, count)) for low in range(0, count, SLICE))


def read(code: Bytes, starts: Places, mode: Mode) -> Parts:
    """The parts of the instructions at these offsets of padded code."""
    head, tail, first, second = (np.empty(len(starts), np.uint8) for _ in range(4))
    int3 = np.empty(len(starts), np.bool_)
    values: dict[Operand, list[npt.NDArray[np.uint32]]] = {kind: [] for kind in _TARGETS}
    before: list[Numbers] = [np.zeros(0, np.int64)]
    own: dict[Operand, list[bytes]] = {kind: [] for kind in OWN}
    for some in slices(len(starts)):
        at = starts[some].astype(np.int64)
        found = decode(code, at, mode)
        place = at + found.head
        sizes = SIZES.take(found.first)
        numbers = (
            kinds.values(code, place, sizes),
            kinds.values(code, place + sizes, SIZES.take(found.second)),
        )
        both = kinds.narrow(found, *numbers, mode)
        head[some], tail[some], first[some], second[some] = found.head, found.tail, *both
        int3[some] = code.take(at) == _INT3
        for kind in _TARGETS:
            values[kind].append(numbers[0][both[0] == kind])
        before.append(_before(found, both[0] == Operand.LEA))
        _own(own, both, numbers, mode)
    return Parts(
        head=head,
        tail=tail,
        first=first,
        second=second,
        int3=int3,
        values={kind: np.concatenate([_NO_VALUES, *parts]) for kind, parts in values.items()},
        lea_before=np.concatenate(before),
        own=tuple(b"".join(own[kind]) for kind in OWN),
    )


_INT3 = 0xCC
_NO_VALUES = np.zeros(0, np.uint32)


def _before(found: Instructions, chosen: npt.NDArray[np.bool_]) -> Numbers:
    some = found.rex[chosen].astype(np.int64) << 8 | found.modrm[chosen]
    return np.where(found.head[chosen] + IN_HEAD <= LONGEST_HEAD, some, -1)


def _own(
    streams: dict[Operand, list[bytes]],
    operands: tuple[Bytes, Bytes],
    values: tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]],
    mode: Mode,
) -> None:
    """Adds the numbers of each kind that has a stream of its own, in the order of the text."""
    kind, value = np.stack(operands, 1).reshape(-1), np.stack(values, 1).reshape(-1)
    there = np.flatnonzero(kind >= OWN[0])
    kind, value = kind.take(there), value.take(there)
    for own in OWN:
        numbers = value[kind == own] >> np.uint32(mode.word if own in IN_WORDS else 0)
        streams[own].append(numbers.astype(_TYPES[int(STORED[own])]).tobytes())
