"""Packing with the proof: a filter that does not give the program back is left out."""

from __future__ import annotations

from pathlib import Path

from slimgo.gopack import files
from slimgo.gopack.errors import NotProven
from slimgo.gopack.pack import Packed, pack
from slimgo.gopack.prove import prove


def pack_proven(original: bytes, payload: str, output: Path, mode: int) -> tuple[Packed, str]:
    """Writes the packed file after its own decoder gave the program back from it.

    What was made, and by what it was proven. Filters are dropped, the last first, until the
    proof holds; without any there is only the decoder, and NotProven is raised.
    """
    without: tuple[str, ...] = ()
    while True:
        packed = pack(original, payload, without)
        words: list[str] = []

        def approve(beside: Path, packed: Packed = packed, words: list[str] = words) -> None:
            words.append(prove(beside, packed.executable.image))

        try:
            files.write(output, packed.data, mode, approve)
        except NotProven:
            if not packed.encoded.applied:
                raise
            without += packed.encoded.applied[-1:]
        else:
            return packed, words[-1]
