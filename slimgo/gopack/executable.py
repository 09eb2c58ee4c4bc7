"""A program's memory image and everything else of its file.

read_elf.py makes it; whoever needs no more than the words for it need not load pyelftools.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Segment:
    """What the kernel maps: bytes of the image from `at`. protection: as mprotect takes it."""

    at: int
    size: int
    protection: int


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Bytes that stand both in the file and in the image."""

    file_at: int
    image_at: int
    size: int


@dataclass(frozen=True, kw_only=True)
class Executable:
    """A static program at fixed addresses.

    image: its memory from the first loaded byte to the last one that is not zero by rule.
    memory_size: bytes from the image's start to the end of its last segment. entry and
    program_headers (0: not in memory) count from the image's start. sections: the image range
    of each by name. stack_flags: of PT_GNU_STACK, None without one. elf_flags: `e_flags`.
    """

    goarch: str
    elf_flags: int
    base: int
    image: bytes
    memory_size: int
    entry: int
    program_headers: int
    program_header_count: int
    segments: tuple[Segment, ...]
    pieces: tuple[Piece, ...]
    sections: Mapping[str, range]
    stack_flags: int | None
