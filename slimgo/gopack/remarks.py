"""What `pack` says beside its result, a line each: what a person would want to know of the file."""

from __future__ import annotations

from collections.abc import Iterator

from slimgo.gopack.pack import Packed, Source

_CURE = 'go build -ldflags="-s -w" leaves them out'


def remarks(packed: Packed, source: Source) -> Iterator[str]:
    """source: what was packed."""
    if packed.instead_of:
        yield (
            f"with zstd, as here, the file is {packed.instead_of - len(packed.data):,} bytes "
            "smaller than with LZMA"
        )
    if source.overlay:
        yield (
            f"the {len(source.overlay):,} bytes behind the program ({source.overlay_kind}) stand "
            "behind the packed file as they are"
        )
    if source.has_symbols:
        yield f"symbols and debug information take {packed.tail_size:,} of these bytes; {_CURE}"
