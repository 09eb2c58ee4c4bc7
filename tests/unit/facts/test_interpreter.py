"""Which other program the kernel starts for a program."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.facts.interpreter import interpreter_of


def elf(interpreter: bytes) -> bytes:
    """64 bits, little-endian, with one segment: elf(5)."""
    header = b"\x7fELF\2\1\1".ljust(16, b"\0")
    header += b"\2\0" + b"\x3e\0" + b"\1\0\0\0" + bytes(8) + (64).to_bytes(8, "little") + bytes(8)
    header += bytes(4) + b"\x40\0" + b"\x38\0" + b"\1\0" + b"\x40\0" + bytes(4)
    size = len(interpreter).to_bytes(8, "little")
    place = (120).to_bytes(8, "little")
    return header + b"\3\0\0\0\4\0\0\0" + place * 3 + size * 2 + bytes(8) + interpreter


@pytest.mark.parametrize(
    ("content", "interpreter"),
    [
        (b"#!/bin/sh\nexit\n", "/bin/sh"),
        (b"#! /usr/bin/env python3 -u\n", "/usr/bin/env"),
        (b"#!\n", ""),
        (b"plain", ""),
        (b"", ""),
        (elf(b"/lib64/ld-linux-x86-64.so.2\0"), "/lib64/ld-linux-x86-64.so.2"),
        (elf(b"/lib/x\0")[:40], ""),
        (b"\x7fELF", ""),
    ],
    ids=range(8),
)
def test_scripts_and_dynamic_programs_name_one(
    tmp_path: Path, content: bytes, interpreter: str
) -> None:
    (tmp_path / "a").write_bytes(content)
    assert interpreter_of(tmp_path / "a") == interpreter
