"""What `pack` says beside its result, a line each: what a person would want to know of the file."""

from __future__ import annotations

from collections.abc import Iterator

from slimgo.gopack import elf_parts, overlay
from slimgo.gopack.pack import Packed

_CURE = 'go build -ldflags="-s -w" leaves them out'


def remarks(packed: Packed, original: bytes) -> Iterator[str]:
    """original: what was packed."""
    if packed.instead_of:
        yield (
            f"with zstd, as here, the file is {packed.instead_of - len(packed.data):,} bytes "
            "smaller than with LZMA"
        )
    if packed.overlay:
        kind = overlay.kind(packed.overlay, len(original) - len(packed.overlay))
        yield (
            f"the {len(packed.overlay):,} bytes behind the program ({kind}) stand behind the "
            "packed file as they are"
        )
    if has_symbols(original):
        yield f"symbols and debug information take {packed.tail_size:,} of these bytes; {_CURE}"


def has_symbols(original: bytes) -> bool:
    """Whether a program has a symbol table, or DWARF, compressed or not."""
    return any(
        name == b".symtab" or name.startswith((b".debug_", b".zdebug_"))
        for name, _, _ in elf_parts.sections(original)
    )
