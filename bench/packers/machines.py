"""`python -m bench.packers.machines`: the service for each machine, by each packer and by xz.

Writes docs/gopack-machines.json: bytes only, so that any machine with the same Go makes the same.
"""

from __future__ import annotations

import lzma
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import msgspec
from platformdirs import user_cache_path

from bench.packers.place import PROJECT, build, go_surroundings, go_version, with_program
from slimgo.plan.packers import PACKERS
from slimgo.run.packer import upx
from slimgo.run.process import Surroundings, run
from slimgo.run.store import write_whole
from slimgo.terminal.door import door
from slimgo.values.command import Command

SAVED = PROJECT / "docs" / "gopack-machines.json"
WAYS = {
    "gopack": ("gopack", ()),
    "gopack --best": ("gopack", ("--best",)),
    "upx --best": ("upx", ("-qq", "--best")),
    "upx --best --lzma": ("upx", ("-qq", "--best", "--lzma")),
}
"""What is typed, of which packer."""


@dataclass(frozen=True, kw_only=True)
class Machine:
    """The service, built with `-trimpath -ldflags "-s -w"` for linux/goarch."""

    goarch: str
    size_bytes: int
    xz_bytes: int
    """By `xz -9e`, which nothing starts."""
    packed_bytes: dict[str, int]
    """By each of WAYS that packs for it."""


@dataclass(frozen=True, kw_only=True)
class Machines:
    go: str
    """What `go version` printed."""
    upx: str
    """Its version."""
    machines: tuple[Machine, ...]


def _measured(here: Surroundings, folder: Path, goarch: str) -> Machine:
    program = folder / goarch
    build(here, program, PROJECT / "app", ".", GOOS="linux", GOARCH=goarch)
    packed = {}
    for number, (way, (packer, flags)) in enumerate(WAYS.items()):
        if goarch not in PACKERS[packer].goarchs:
            continue
        made = folder / f"{goarch}-{number}"
        words = (*PACKERS[packer].pack, *flags, "-o", str(made), str(program))
        run(Command(argv=words), here)
        packed[way] = made.stat().st_size
    return Machine(
        goarch=goarch,
        size_bytes=program.stat().st_size,
        xz_bytes=len(lzma.compress(program.read_bytes(), preset=9 | lzma.PRESET_EXTREME)),
        packed_bytes=packed,
    )


@door
def main() -> None:
    """Builds, packs and saves: some minutes, which UPX takes."""
    with tempfile.TemporaryDirectory(prefix="slimgo-machines-") as name:
        folder = Path(name)
        here = go_surroundings(folder)
        cache = user_cache_path("slimgo", appauthor=False)
        found = upx.find(None, os.environ["PATH"], cache, here)
        here = with_program(here, "upx", found.path)
        goarchs = PACKERS["gopack"].goarchs
        machines = Machines(
            go=go_version(here),
            upx=found.version,
            machines=tuple(_measured(here, folder, goarch) for goarch in goarchs),
        )
    write_whole(SAVED, msgspec.json.format(msgspec.json.encode(machines)) + b"\n")


if __name__ == "__main__":
    main()
