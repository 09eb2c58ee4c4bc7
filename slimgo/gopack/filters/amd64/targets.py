"""What jumps, calls and displacements from the next instruction stand for, as small numbers.

A jump counts the instructions it leaps over; a call names a function; a displacement names one of
the addresses used. What cannot be said so (a jump into the middle of an instruction, or forward
out of its part of the text, or a call to no function) is an escape: the bytes as they were.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from slimgo.gopack import varint
from slimgo.gopack.filters.amd64 import codes
from slimgo.gopack.filters.amd64.operands import Numbers, Places
from slimgo.gopack.filters.amd64.program import Program

# What stands for an escape among the counts of jumps of four bytes, and of one.
JUMP_ESCAPE, BRANCH_ESCAPE = -(1 << 15), -(1 << 7)
# From so many uses on, an operand with the bytes before it is a shape of its own.
_OFTEN = 24


@dataclass(frozen=True, kw_only=True)
class Names:
    """Operands as codes; those that occur often with the same bytes before them are in the head.

    `order` has what each code stands for.
    """

    streams: tuple[bytes, bytes]
    in_head: npt.NDArray[np.bool_]
    codes: Numbers
    frequent: int
    order: Numbers


def start_of_function(entries: Numbers, at: Numbers | Places) -> Numbers:
    """The entry of the function each offset is in, -1 before the first."""
    return np.concatenate([[-1], entries])[np.searchsorted(entries, at, side="right")]


def count_jumps(
    program: Program, index: Numbers, displacements: Numbers, escape: int
) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """For jumps at the instructions `index`: the counts, and which jump to their function's start.

    Both are taken from the target; counts that cannot be said are `escape`.
    """
    target = program.ends(index) + displacements
    place = program.find(target)
    known = np.append(program.starts, np.int32(program.size))[place]
    ends = program.find(program.parts)
    last = ends[np.searchsorted(ends, index, side="right")]
    count = place - (index + 1)
    fits = (known == target) & (place <= last) & (count > escape) & (count < -escape)
    to_start = target == start_of_function(program.entries, program.starts[index])
    return np.where(fits, count, escape), to_start & (target >= 0)


def name(numbers: Numbers, count: int, befores: Numbers) -> Names:
    """Codes for operands, numbers below count.

    `befores` tells apart what stands before them; where it is negative, they must not go there.
    """
    _, which, uses = np.unique(numbers << 32 | befores, return_inverse=True, return_counts=True)
    in_head = (uses[which] >= _OFTEN) & (befores >= 0)
    ranked = codes.rank(np.bincount(numbers[~in_head], minlength=count))
    named = ranked.code[numbers]
    return Names(
        streams=codes.write_apart(named[~in_head], ranked.frequent),
        in_head=in_head,
        codes=named,
        frequent=ranked.frequent,
        order=ranked.order,
    )


def called(entries: Numbers, targets: Numbers) -> Numbers:
    """The functions called; what is none is one more than the functions."""
    functions = max(len(entries) - 1, 0)
    place = np.searchsorted(entries[:functions], targets)
    met = np.append(entries[:functions], -1)[place] == targets
    return np.where(met, place, functions)


def call_order(functions: int, frequent: Numbers) -> Numbers:
    """The function of each code, from those that are frequent."""
    others = np.ones(functions + 1, np.bool_)
    others[frequent] = False
    return np.concatenate([frequent, np.flatnonzero(others)])


def write_addresses(known: Numbers, names: Names) -> bytes:
    """The address of each code: the steps between them, in two rows."""
    rows = np.split(known[names.order], [names.frequent])
    return varint.encode(np.concatenate([np.diff(row, prepend=0) for row in rows]))


def read_addresses(table: bytes, frequent: int) -> Numbers:
    """The address of each code."""
    rows = np.split(varint.decode(table).values, [frequent])
    return np.concatenate([np.cumsum(row) for row in rows])
