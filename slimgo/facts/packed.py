"""What UPX says of a packed file, and what unpacking it gives."""

from __future__ import annotations

from pathlib import Path

from slimgo.facts.binary import digest
from slimgo.run.process import Surroundings, run
from slimgo.values.command import Command
from slimgo.values.packed import PackedFacts

_UNPACK_SECONDS = 120


def read_packed(packed: Path, folder: Path, surroundings: Surroundings) -> PackedFacts:
    """folder: where the unpacked file may stand for a moment."""
    unpacked = folder / f"{packed.name}.unpacked"
    unpacked.unlink(missing_ok=True)
    test = run(
        Command(argv=("upx", "-qq", "-t", str(packed))),
        surroundings,
        timeout_seconds=_UNPACK_SECONDS,
        check=False,
    )
    back = run(
        Command(argv=("upx", "-qq", "-d", "-o", str(unpacked), str(packed))),
        surroundings,
        timeout_seconds=_UNPACK_SECONDS,
        check=False,
    )
    try:
        found = digest(unpacked) if unpacked.exists() else ""
    finally:
        unpacked.unlink(missing_ok=True)
    return PackedFacts(
        test_status=test.status,
        test_words=_last_line(test.words),
        unpacked_sha256="" if back.status else found,
        unpack_words=_last_line(back.words),
    )


def _last_line(words: str) -> str:
    return words.splitlines()[-1].strip() if words else "without a word"
