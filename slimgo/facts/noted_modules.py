"""What the linker notes in a program of its modules, which debug/buildinfo reads too."""

from __future__ import annotations

import re

_MAGIC = b"\xff Go buildinf:"
_HEADER = 32  # bytes
_FLAGS_AT, _INLINE = 15, 2
_MARK = 16
"""Bytes before and behind the text, by which older Gos found it."""
_LONGEST_VARINT = 10


def noted_modules(note: bytes) -> str:
    """From the bytes of .go.buildinfo, of Go 1.18 or newer; empty for anything else.

    The text has a line for each: `path`, `mod`, `dep`, `build`, then its words behind tabs.
    """
    if not note.startswith(_MAGIC) or len(note) < _HEADER or not note[_FLAGS_AT] & _INLINE:
        return ""
    _, behind = _string(note, _HEADER)  # Go's version
    text, _ = _string(note, behind)
    return text[_MARK:-_MARK].decode("utf-8", "backslashreplace")


def _string(note: bytes, at: int) -> tuple[bytes, int]:
    """A length as a varint, then so many bytes; and where it ends."""
    size = shift = 0
    for byte in note[at : at + _LONGEST_VARINT]:
        at += 1
        size |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            break
    return note[at : at + size], at + size


def own_module(modules: str) -> str:
    """The path of the main module in what the linker noted of modules; empty where it did not."""
    found = re.search(r"^mod\t([^\t\n]+)", modules, re.MULTILINE)
    return found[1] if found else ""
