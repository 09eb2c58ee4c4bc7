"""What a packer says of a packed file, and what is left of the program in it."""

from __future__ import annotations

from pathlib import Path

from slimgo.facts.binary import digest, said_of_build
from slimgo.plan.packers import Packer
from slimgo.run.process import Completed, Surroundings, run
from slimgo.values.command import Command
from slimgo.values.packed import PackedFacts

_UNPACK_SECONDS = 120


def read_packed(
    packer: Packer, packed: Path, original: Path, folder: Path, surroundings: Surroundings
) -> PackedFacts:
    """original: what was packed. folder: where the unpacked file may stand for a moment."""
    unpacked = folder / f"{packed.name}.unpacked"
    unpacked.unlink(missing_ok=True)
    test = _done(surroundings, *packer.test, str(packed))
    back = _done(surroundings, *packer.unpack, "-o", str(unpacked), str(packed))
    try:
        found = digest(unpacked) if unpacked.exists() else ""
    finally:
        unpacked.unlink(missing_ok=True)
    return PackedFacts(
        test_status=test.status,
        test_words=_last_line(test.words),
        original_sha256=digest(original),
        unpacked_sha256="" if back.status else found,
        unpack_words=_last_line(back.words),
        original_build_info=said_of_build(original, surroundings),
        build_info=said_of_build(packed, surroundings),
    )


def _done(surroundings: Surroundings, *words: str) -> Completed:
    command = Command(argv=words)
    return run(command, surroundings, timeout_seconds=_UNPACK_SECONDS, check=False)


def _last_line(words: str) -> str:
    return words.splitlines()[-1].strip() if words else "without a word"
