"""The smallest packed file that an effort makes: LZMA may lose to the default's zstd."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection

from slimgo.gopack.encode import Effort
from slimgo.gopack.pack import Packed, Source, pack


def pack_smallest(
    source: Source,
    effort: Effort,
    without: Collection[str] = (),
    *,
    doing: Callable[[str], None] = lambda _: None,
) -> Packed:
    """As `pack`, and never larger than with Effort.DEFAULT. Where both are as large, it is the
    default's, which starts sooner. doing: is told each step, in a word or three."""
    doing(f"packing with {effort.payload}")
    packed = pack(source, effort, without)
    if effort is Effort.DEFAULT:
        return packed
    doing(f"packing with {Effort.DEFAULT.payload} to compare")
    default = pack(source, Effort.DEFAULT, without)
    if len(default.data) > len(packed.data):
        return packed
    return dataclasses.replace(default, instead_of=len(packed.data))
