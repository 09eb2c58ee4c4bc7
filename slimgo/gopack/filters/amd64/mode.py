"""What differs between amd64 and 386: the same instructions, read in 64-bit and in 32-bit mode."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.gopack.filters.amd64 import maps
from slimgo.gopack.filters.amd64.operands import Bytes


@dataclass(frozen=True, kw_only=True, eq=False)
class Mode:
    """after: the opcode maps. wide: REX prefixes and what they change, and addresses told from the
    next instruction on; otherwise addresses stand as they are. word: bytes, as a shift."""

    goarch: str
    after: Bytes
    wide: bool
    word: int


AMD64 = Mode(goarch="amd64", after=maps.AFTER, wide=True, word=3)
I386 = Mode(goarch="386", after=maps.AFTER_386, wide=False, word=2)
