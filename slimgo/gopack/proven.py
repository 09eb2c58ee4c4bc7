"""Packing with the proof: a filter that does not give the program back is left out."""

from __future__ import annotations

from pathlib import Path

from slimgo.gopack import files
from slimgo.gopack.encode import Effort
from slimgo.gopack.errors import NotProven
from slimgo.gopack.pack import Packed, Source
from slimgo.gopack.prove import prove
from slimgo.gopack.smallest import pack_smallest


def pack_proven(
    source: Source, effort: Effort, output: Path, mode: int, *, like: Path | None = None
) -> tuple[Packed, str]:
    """Writes the packed file after its own decoder gave the program back from it.

    like: whose attributes the file takes over. What was made, and by what it was proven, then a
    line for each attribute that could not be taken over. Where the proof fails, each filter alone
    is left out, then all of them; raises NotProven where it fails even so.
    """
    packed = pack_smallest(source, effort)
    left: list[tuple[str, ...]] = [(name,) for name in reversed(packed.encoded.applied)]
    left.append(packed.encoded.applied)
    while True:
        words: list[str] = []

        def approve(written: bytes, packed: Packed = packed, words: list[str] = words) -> None:
            words.append(prove(written, packed.executable.image))

        try:
            missed = files.write(output, packed.data, mode, approve, like)
        except NotProven:
            if not left:
                raise
            packed = pack_smallest(source, effort, left.pop(0))
        else:
            return packed, "\n".join((words[-1], *missed))
