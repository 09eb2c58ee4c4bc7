"""Packing with the proof: a filter that does not give the program back is left out."""

from __future__ import annotations

from collections.abc import Callable

from slimgo.gopack.encode import Effort
from slimgo.gopack.errors import NotProven
from slimgo.gopack.pack import Packed, Source
from slimgo.gopack.prove import prove
from slimgo.gopack.smallest import pack_smallest

Deliver = Callable[[bytes, Callable[[bytes], None]], tuple[str, ...]]
"""Writes a packed file, has what it wrote approved, and gives it its name; says what it could not
do, a line each."""


def pack_proven(
    source: Source,
    effort: Effort,
    deliver: Deliver,
    doing: Callable[[str], None] = lambda _: None,
) -> tuple[Packed, str, tuple[str, ...]]:
    """Delivers the packed file after its own decoder gave the program back from it.

    doing: is told each step, in a word or three. What was made, by what it was proven, and what
    could not be delivered with it. Where the proof fails, each filter alone is left out, then all
    of them; raises NotProven where it fails even so.
    """
    packed = pack_smallest(source, effort, doing=doing)
    left: list[tuple[str, ...]] = [(name,) for name in reversed(packed.encoded.applied)]
    left.append(packed.encoded.applied)
    while True:
        words: list[str] = []

        def approve(written: bytes, packed: Packed = packed, words: list[str] = words) -> None:
            doing("checking that it unpacks")
            words.append(prove(written, packed.executable.image))

        try:
            missed = deliver(packed.data, approve)
        except NotProven:
            if not left:
                raise
            packed = pack_smallest(source, effort, left.pop(0), doing=doing)
        else:
            return packed, words[-1], missed
