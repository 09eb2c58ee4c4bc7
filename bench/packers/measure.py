"""Makes the files, and measures them in turn so that drift hits all alike."""

from __future__ import annotations

import gzip
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import ParamSpec, TypeVar

from bench.packers import catalogue, starts
from bench.packers.least import least_memory
from bench.packers.programs import Program
from bench.packers.spending import spent
from bench.packers.values import Samples
from slimgo.run.process import Surroundings
from slimgo.values.measurement import Measurement

P = ParamSpec("P")
T = TypeVar("T")
Taken = dict[tuple[str, str], list[float]]
_REST_SECONDS = 0.01
"""Before each start. Where one follows another at once, Linux counts all processors as busy, and
leaves threads on the one where they began: nothing is started so."""

Files = Mapping[str, tuple[Program, Path]]
"""`app, upx -9` -> what is packed in it, and the file."""


def make_files(
    originals: Mapping[Program, Path],
    here: Surroundings,
    doing: Callable[[str], None],
    repeats: int,
) -> tuple[Files, Taken]:
    """Each program unpacked and by its packers; what packing took, and unpacking."""
    made = {f"{program.name}, unpacked": (program, path) for program, path in originals.items()}
    taken: Taken = defaultdict(list)
    for turn in range(repeats):
        for program, path in originals.items():
            for packer in program.packers:
                file = f"{program.name}, {packer}"
                output = here.directory / file.replace(" ", "")
                output.unlink(missing_ok=True)
                doing(f"packing {file}, {turn + 1} of {repeats}")
                cost = spent(catalogue.packing(packer, str(path), str(output)), here)
                taken[catalogue.PACKING, file].append(cost.seconds)
                taken[catalogue.PACKING_CPU, file].append(cost.cpu_seconds)
                taken[catalogue.PACKING_MEMORY, file].append(cost.peak_bytes)
                made[file] = program, output
                for quantity, took in _undone(packer, output, here).items():
                    taken[quantity, file].append(took)
    return made, taken


def _undone(packer: str, packed: Path, here: Surroundings) -> dict[str, float]:
    """Seconds that it takes to unpack and to test a packed file, where its packer is asked that."""
    seconds = {}
    for quantity, ways in catalogue.UNDOING.items():
        if packer in ways:
            back = packed.with_name("unpacked")
            back.unlink(missing_ok=True)
            command = catalogue.undoing(quantity, packer, str(packed), str(back))
            seconds[quantity] = spent(command, here).seconds
            back.unlink(missing_ok=True)
    return seconds


def measure_sizes(files: Files) -> Taken:
    """Exact, so once."""
    taken: Taken = defaultdict(list)
    for name, (_, path) in files.items():
        data = path.read_bytes()
        taken[catalogue.DISK, name].append(len(data))
        taken[catalogue.PULL, name].append(len(gzip.compress(data, 9)))
    return taken


def measure_starts(
    files: Files,
    repeats: int,
    cpus: list[int],
    go_root: str,
    doing: Callable[[str], None],
) -> Taken:
    """cpus: those of this machine; the first two, and the second alone, are used.

    go_root: what a cmd/go that was built with -trimpath has to be told.
    """
    taken: Taken = defaultdict(list)
    for turn in range(-1, repeats):
        doing(f"starting each, {max(turn, 0) + 1} of {repeats}")
        seen: dict[tuple[str, str], float] = {}
        for name, (program, path) in files.items():
            if program.of_five:
                begun = _rested(starts.begin, program, path, cpus[:2])
                seen[catalogue.START, name] = begun.seconds
                seen[catalogue.MEMORY, name] = begun.private
                seen[catalogue.PEAK, name] = begun.peak
                alone = _rested(starts.begin, program, path, cpus[-1:])
                seen[catalogue.START_ONE, name] = alone.seconds
            else:
                seen[catalogue.VERSION, name] = _rested(
                    starts.whole, (str(path), "version"), cpus[:2], {"GOROOT": go_root}
                )
        if turn >= 0:
            for key, value in seen.items():
                taken[key].append(value)
    return taken


def _rested(start: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    time.sleep(_REST_SECONDS)
    return start(*args, **kwargs)


def measure_least_memory(
    files: Files, peaks: Mapping[str, float], repeats: int, doing: Callable[[str], None]
) -> Taken:
    """peaks: bytes, the most that was resident in a start of each file."""
    taken: Taken = defaultdict(list)
    for turn in range(repeats):
        for name, (program, path) in files.items():
            unpacked = files[f"{program.name}, unpacked"][1]
            if not program.of_five or path == unpacked:
                continue
            doing(f"the least memory of {name}, {turn + 1} of {repeats}")
            # all of the program is there at its start, and no file could give its pages anew
            lowest = int(unpacked.stat().st_size * 0.9)
            highest = int(peaks[name] * 1.3) + (4 << 20)
            taken[catalogue.LEAST, name].append(least_memory(path, program, lowest, highest))
    return taken


def samples(taken: Taken) -> tuple[Samples, ...]:
    """What was taken as values that can be saved."""
    seconds = {
        *(catalogue.START, catalogue.START_ONE, catalogue.VERSION),
        *(catalogue.PACKING, catalogue.PACKING_CPU, *catalogue.UNDOING),
    }
    return tuple(
        Samples(
            quantity=quantity,
            file=file,
            measurement=Measurement(
                what=quantity, unit="s" if quantity in seconds else "B", samples=tuple(values)
            ),
        )
        for (quantity, file), values in taken.items()
    )
