"""What the bytes of a Go program are: code, tables, data, debug information, symbols."""

from __future__ import annotations

import re
from pathlib import Path

from slimgo.errors import Unreadable
from slimgo.values.price import PARTS, Part

_NO_BYTES = "SHT_NOBITS"
_KINDS: tuple[tuple[str, Part], ...] = (
    (r"\.text|\.plt.*|\.init|\.fini", "code"),
    (r"\.gopclntab", "line tables"),
    (r"\.z?debug_.*", "debug information"),
    (r"\.symtab|\.strtab", "symbols"),
    (r"\.(rodata|go\..*|typelink|itablink|gosymtab|noptrdata|data).*", "data"),
)
"""By a section's name. Sources: cmd/link/internal/ld/{data,elf,dwarf}.go."""


def read_parts(path: Path, *, packed: bool) -> tuple[tuple[Part, int], ...]:
    """(what, bytes) for what there is of it, in the order of PARTS; together they are the file.
    packed: whether a packer wrote it, which leaves no parts. Raises Unreadable."""
    from elftools.common.exceptions import ELFError
    from elftools.elf.elffile import ELFFile

    size = path.stat().st_size
    if packed:
        return (("packed", size),)
    found: dict[Part, int] = {}
    try:
        with path.open("rb") as file:
            for section in ELFFile(file).iter_sections():
                kind = _kind(section.name)
                if kind and section["sh_type"] != _NO_BYTES:
                    found[kind] = found.get(kind, 0) + section["sh_size"]
    except (ELFError, AssertionError, OSError, ValueError, KeyError, OverflowError) as error:
        raise Unreadable(f"{path.name} cannot be read as ELF", why=str(error)) from error
    rest = size - sum(found.values())
    if rest < 0:
        raise Unreadable(f"{path.name} cannot be read as ELF", why="its sections overlap")
    found["rest"] = rest
    return tuple((part, found[part]) for part in PARTS if found.get(part))


def _kind(name: str) -> Part | None:
    return next((kind for pattern, kind in _KINDS if re.fullmatch(pattern, name)), None)
