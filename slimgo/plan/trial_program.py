"""The smallest program there is, to try an engine with before it is believed.

It makes one system call: exit(42). An engine that reports 42 for it can run an image from scratch.
"""

from __future__ import annotations

import struct

STATUS = 42

# exit(42) in machine code; system call numbers from Linux's tables for each architecture
_CODE = {
    "amd64": (62, bytes.fromhex("b83c000000bf2a0000000f05")),
    "arm64": (183, bytes.fromhex("a80b80d2400580d2010000d4")),
}
_BASE = 0x400000
_HEADERS_BYTES = 64 + 56


def trial_program(goarch: str) -> bytes:
    """A static ELF executable of about 130 bytes. Raises KeyError for other architectures.

    Layout: the ELF-64 header, one PT_LOAD program header, the code (System V ABI, chapter 4-5).
    """
    machine, code = _CODE[goarch]
    size = _HEADERS_BYTES + len(code)
    ident = b"\x7fELF" + bytes([2, 1, 1]) + bytes(9)
    header = ident + struct.pack(
        "<HHIQQQIHHHHHH", 2, machine, 1, _BASE + _HEADERS_BYTES, 64, 0, 0, 64, 56, 1, 0, 0, 0
    )
    load = struct.pack("<IIQQQQQQ", 1, 5, 0, _BASE, _BASE, size, size, 0x1000)
    return header + load + code
