"""The smallest programs there are, of a few machine instructions: one ends, one waits."""

from __future__ import annotations

import struct

STATUS = 42

# ELF machine number, and machine code; system call numbers are each architecture's own in Linux
_MACHINES = {"amd64": 62, "arm64": 183}
_ENDS = {  # exit(42)
    "amd64": "b83c000000 bf2a000000 0f05",
    "arm64": "a80b80d2 400580d2 010000d4",
}
_WAITS = {  # pause() for ever; arm64 has none, so ppoll(NULL, 0, NULL, NULL)
    "amd64": "b822000000 0f05 ebf7",
    "arm64": "000080d2 010080d2 020080d2 030080d2 280980d2 010000d4 faffff17",
}
_BASE = 0x400000
_HEADERS_BYTES = 64 + 56


def trial_program(goarch: str) -> bytes:
    """It makes one system call: exit(42). An engine that reports 42 for it can run an image from
    scratch. Raises KeyError for other architectures."""
    return _executable(_MACHINES[goarch], _ENDS[goarch])


def waiting_program(goarch: str) -> bytes:
    """It waits until it is killed. Raises KeyError for other architectures."""
    return _executable(_MACHINES[goarch], _WAITS[goarch])


def _executable(machine: int, words: str) -> bytes:
    """A static ELF executable of about 130 bytes.

    Layout: the ELF-64 header, one PT_LOAD program header, the code (System V ABI, chapter 4-5).
    """
    code = bytes.fromhex(words)
    size = _HEADERS_BYTES + len(code)
    ident = b"\x7fELF" + bytes([2, 1, 1]) + bytes(9)
    header = ident + struct.pack(
        "<HHIQQQIHHHHHH", 2, machine, 1, _BASE + _HEADERS_BYTES, 64, 0, 0, 64, 56, 1, 0, 0, 0
    )
    load = struct.pack("<IIQQQQQQ", 1, 5, 0, _BASE, _BASE, size, size, 0x1000)
    return header + load + code
