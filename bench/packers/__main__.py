"""`python -m bench.packers`: measures, saves docs/gopack.json, fails where a figure is missed."""

from __future__ import annotations

import argparse
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from platformdirs import user_cache_path

from bench.packers.catalogue import PEAK
from bench.packers.curves import median_curve
from bench.packers.measure import (
    make_files,
    measure_least_memory,
    measure_sizes,
    measure_starts,
    samples,
)
from bench.packers.place import PROJECT, built, go_surroundings, go_version, with_program
from bench.packers.programs import LARGEST, PROGRAMS
from bench.packers.render import figures, over
from bench.packers.values import Report
from slimgo.errors import CheckFailed
from slimgo.pipeline.machine import machine
from slimgo.run.packer import upx
from slimgo.run.process import Surroundings, run
from slimgo.run.store import write_whole
from slimgo.terminal.door import door
from slimgo.terminal.screen import Terminal
from slimgo.values.command import Command
from slimgo.values.event import Doing

SAVED = PROJECT / "docs" / "gopack.json"

_PACKINGS, _LIMITS, _CURVES = 3, 3, 7
"""How often each file is packed, its least memory looked for, its memory watched in a start."""


@door
def main() -> None:
    """Ends with status 0 when every figure is reached."""
    parser = argparse.ArgumentParser(prog="python -m bench.packers", description=__doc__)
    parser.add_argument("--repeats", type=int, default=41, help="starts of each file")
    parser.add_argument("--save", action="store_true", help="write docs/gopack.json")
    given = parser.parse_args()
    with Terminal() as terminal, tempfile.TemporaryDirectory(prefix="slimgo-bench-") as folder:
        report = _taken(Path(folder), given.repeats, terminal)
        terminal.say(figures(report))
        if given.save:
            write_whole(SAVED, msgspec.json.format(msgspec.json.encode(report)) + b"\n")
    if missed := over(report):
        raise CheckFailed(
            f"not reached: {'; '.join(missed)}",
            cure="try again on a machine at rest: nox -s packers",
        )


def _taken(folder: Path, repeats: int, terminal: Terminal) -> Report:
    def doing(text: str) -> None:
        terminal(Doing(text=text))

    date, load = datetime.now(UTC).isoformat(timespec="seconds"), os.getloadavg()[0]
    here, versions = _surroundings(folder)
    originals = {}
    for program in PROGRAMS:
        doing(f"building {program.name}")
        originals[program] = built(program, here)
    files, taken = make_files(originals, here, doing, repeats=_PACKINGS)
    taken |= measure_sizes(files)
    cpus = sorted(os.sched_getaffinity(0))
    root = run(Command(argv=("go", "env", "GOROOT")), here).stdout.strip()
    taken |= measure_starts(files, repeats, cpus, root, doing)
    peaks = {name: max(values) for (quantity, name), values in taken.items() if quantity == PEAK}
    taken |= measure_least_memory(files, peaks, _LIMITS, doing)
    largest = [(name, *files[name]) for name in files if name.startswith(f"{LARGEST}, ")]
    doing(f"the memory of {LARGEST}'s start")
    return Report(
        date=date,
        load=(load, os.getloadavg()[0]),
        machine=machine(),
        versions=versions,
        samples=samples(taken),
        curves=tuple(
            median_curve(name, path, program, cpus[:2], _CURVES)
            for name, program, path in largest
            if not name.endswith(", unpacked")
        ),
    )


def _surroundings(folder: Path) -> tuple[Surroundings, tuple[tuple[str, str], ...]]:
    """Go and UPX as slimgo finds them, and their versions."""
    here = go_surroundings(folder)
    found = upx.find(None, os.environ["PATH"], user_cache_path("slimgo", appauthor=False), here)
    versions = (("go", go_version(here)), ("upx", found.version))
    return with_program(here, "upx", found.path), versions


if __name__ == "__main__":
    main()
