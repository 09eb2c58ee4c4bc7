"""The streams of the text filter for amd64, in order; the stub numbers them in the same way."""

from __future__ import annotations

from enum import IntEnum, auto

from slimgo.gopack.filters.amd64.operands import STORED, Operand


class Stream(IntEnum):
    """Where each stream is, up to the first of those that belong to a kind of operand."""

    PARAMETERS = 0
    ROOM = auto()  # zeros, see amd64/room.py
    TOKENS = auto()
    FUNCTION_SIZES = auto()
    SHAPES_FIRST = auto()
    SHAPES_SECOND = auto()
    SHAPES_SIZES = auto()
    SHAPES_HEADS = auto()
    RARE_REGISTERS = auto()
    RARE_OPERANDS = auto()
    RARE_LONGER = auto()
    RARE_OTHER = auto()
    CALLS = auto()
    CALLS_OTHER = auto()
    CALLED_MOST = auto()
    LEA = auto()
    LEA_OTHER = auto()
    LEA_ADDRESSES = auto()
    RIP = auto()
    RIP_OTHER = auto()
    RIP_ADDRESSES = auto()
    JUMPS_LOW = auto()
    JUMPS_HIGH = auto()
    BRANCHES = auto()
    ESCAPED_JUMPS = auto()
    ESCAPED_CALLS = auto()
    OPERANDS = auto()


OWN: tuple[Operand, ...] = tuple(kind for kind in Operand if STORED[kind])
"""The kinds that have a stream of their own."""

NAMES: tuple[str, ...] = (
    "parameters", "room for lengths", "tokens", "function sizes", "shapes: first operands",
    "shapes: second operands", "shapes: sizes", "shapes: heads", "rare heads: of registers",
    "rare heads: with an operand", "rare heads: first of more bytes", "rare heads: other bytes",
    "calls", "calls: other bytes", "functions called most",
    "lea", "lea: other bytes", "lea addresses", "rip", "rip: other bytes", "rip addresses",
    "jumps, low", "jumps, high", "branches", "escaped jumps", "escaped calls",
    *(kind.name.lower() for kind in OWN),
)  # fmt: skip
