"""Makes the files, and measures them in turn so that drift hits all alike."""

from __future__ import annotations

import gzip
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.packers import catalogue, starts
from bench.packers.values import Samples
from slimgo.run.process import Surroundings, run
from slimgo.values.measurement import Measurement

Taken = dict[tuple[str, str], list[float]]


def make_files(
    originals: Mapping[str, Path], here: Surroundings, doing: Callable[[str], None], repeats: int
) -> tuple[dict[str, Path], Taken]:
    """Each program unpacked and by every packer: `app, upx -9` -> file; and seconds it took."""
    made = {f"{name}, unpacked": path for name, path in originals.items()}
    taken: Taken = defaultdict(list)
    for _ in range(repeats):
        for packer in catalogue.PACKERS:
            for name, path in originals.items():
                file = f"{name}, {packer}"
                output = here.directory / file.replace(" ", "")
                output.unlink(missing_ok=True)
                doing(f"packing {file}")
                began = time.perf_counter()
                run(catalogue.packing(packer, str(path), str(output)), here)
                taken[catalogue.PACKING, file].append(time.perf_counter() - began)
                made[file] = output
    return made, taken


def measure_sizes(files: Mapping[str, Path]) -> Taken:
    """Exact, so once."""
    taken: Taken = defaultdict(list)
    for name, path in files.items():
        data = path.read_bytes()
        taken[catalogue.DISK, name].append(len(data))
        taken[catalogue.PULL, name].append(len(gzip.compress(data, 9)))
    return taken


def measure_starts(
    files: Mapping[str, Path],
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
        for name, path in files.items():
            if name.startswith("app"):
                answer = starts.answer(path, cpus[:2])
                seen[catalogue.START, name] = answer.seconds
                seen[catalogue.MEMORY, name] = answer.private
                seen[catalogue.PEAK, name] = answer.peak
                seen[catalogue.START_ONE, name] = starts.answer(path, cpus[-1:]).seconds
            else:
                seen[catalogue.VERSION, name] = starts.whole(
                    (str(path), "version"), cpus[:2], {"GOROOT": go_root}
                )
        if turn >= 0:
            for key, value in seen.items():
                taken[key].append(value)
    return taken


def samples(taken: Taken) -> tuple[Samples, ...]:
    """What was taken as values that can be saved."""
    bytes_ = {catalogue.DISK, catalogue.PULL, catalogue.MEMORY, catalogue.PEAK}
    return tuple(
        Samples(
            quantity=quantity,
            file=file,
            measurement=Measurement(
                what=quantity, unit="B" if quantity in bytes_ else "s", samples=tuple(values)
            ),
        )
        for (quantity, file), values in taken.items()
    )
