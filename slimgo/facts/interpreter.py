"""Which other program the kernel starts for a program."""

from __future__ import annotations

from pathlib import Path

_LINE_BYTES = 256  # BINPRM_BUF_SIZE of linux/binfmts.h


def interpreter_of(path: Path) -> str:
    """The dynamic linker of an ELF file, or what the first line of a script names; empty for none.

    Raises OSError."""
    with path.open("rb") as file:
        head = file.read(_LINE_BYTES)
        if head.startswith(b"#!"):
            words = head[2:].split(b"\n", 1)[0].split()
            return words[0].decode("utf-8", "replace") if words else ""
        if not head.startswith(b"\x7fELF"):
            return ""
        from elftools.common.exceptions import ELFError
        from elftools.elf.elffile import ELFFile

        try:
            found = [*ELFFile(file).iter_segments("PT_INTERP")]
            raw: bytes = found[0].data() if found else b""
            return raw.rstrip(b"\0").decode("utf-8", "replace")
        except (ELFError, ValueError):
            return ""
