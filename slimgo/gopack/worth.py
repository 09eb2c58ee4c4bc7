"""Whether a filter pays, by a quick look: what it takes over, compressed with it and without."""

from __future__ import annotations

from dataclasses import dataclass

import zstandard

from slimgo.gopack.filters.filter import Split
from slimgo.gopack.streams import directory

_AT_ONCE, _ONE_OF = 1 << 20, 4  # bytes
_QUICK = 3
"""zstd's level. A hundred times faster than 22; a filter's gain is a third of the bytes or more."""


@dataclass(frozen=True, kw_only=True)
class Worth:
    """Bytes of what a filter takes over, compressed quickly: as they are, and as it has them."""

    without: int
    filtered: int

    @property
    def pays(self) -> bool:
        return self.filtered < self.without

    def __str__(self) -> str:
        return f"{self.without:,} → {self.filtered:,} bytes at a quick look"


def worth(image: bytes, split: Split) -> Worth:
    """image: the program's, as it was before any filter."""
    touched = (*split.claimed, *(range(at, at + len(new)) for at, new in split.replaced))
    streams = (directory(split.streams), *split.streams) if split.streams else ()
    whole = memoryview(image)
    return Worth(
        without=_size(*(whole[taken.start : taken.stop] for taken in touched)),
        filtered=_size(*streams, *(new for _, new in split.replaced)),
    )


def _size(*parts: bytes | memoryview) -> int:
    return sum(map(_compressed, parts))


def _compressed(part: bytes | memoryview) -> int:
    """Of a large part, from one slice in four: what is compressed is counted, not kept."""
    if len(part) > _ONE_OF * _AT_ONCE:
        step = _ONE_OF * _AT_ONCE
        looked_at = [part[low : low + _AT_ONCE] for low in range(0, len(part), step)]
        return sum(map(_compressed, looked_at)) * len(part) // sum(map(len, looked_at))
    return len(zstandard.ZstdCompressor(level=_QUICK).compress(part))
