"""What a decoder is given, and what it must make of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Frame:
    """`function` is the decoder's name in C, `arguments` those behind its first three."""

    content: bytes
    packed: bytes
    function: str
    arguments: tuple[int, ...] = ()
