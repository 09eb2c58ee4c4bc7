"""The files that are compared, and the figures that they must reach."""

from __future__ import annotations

from collections.abc import Mapping

from bench.packers.programs import FIVE, LARGE, LARGEST
from bench.packers.values import Figure
from slimgo.values.command import Command

PACKERS: Mapping[str, tuple[str, ...]] = {
    "upx -9": ("upx", "-qq", "-9", "-o", "OUT", "IN"),
    "upx --best --lzma": ("upx", "-qq", "--best", "--lzma", "-o", "OUT", "IN"),
    "gopack": ("python", "-m", "slimgo.gopack", "pack", "-o", "OUT", "IN"),
    "gopack --best": ("python", "-m", "slimgo.gopack", "pack", "--best", "-o", "OUT", "IN"),
}
"""Command lines; IN and OUT stand for the files."""

UNDOING: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "unpacking": {
        "upx -9": ("upx", "-qq", "-d", "-o", "OUT", "IN"),
        "gopack": ("python", "-m", "slimgo.gopack", "unpack", "-o", "OUT", "IN"),
    },
    "testing": {"gopack": ("python", "-m", "slimgo.gopack", "test", "IN")},
}
"""The same of what is done with a packed file, by its packer."""

UNPACKING, TESTING = UNDOING
DISK, PULL, PACKING = "bytes", "bytes after gzip -9", "packing"
PACKING_CPU, PACKING_MEMORY = "packing, CPU", "most memory while packing"
START, START_ONE = "start", "start on one CPU"
VERSION, MEMORY = "version", "private memory after the start"
PEAK, LEAST = "most memory resident until then", "least memory to start"

EXACT = {DISK, PULL}
"""Quantities that are the same each time."""


def _beside_upx(
    name: str, quantity: str, program: str, must: float, reach: float, *, against: str = ""
) -> Figure:
    """gopack's default ÷ `upx -9`'s; against: its quantity, where it is another one."""
    return Figure(
        name=name,
        quantity=quantity,
        measured=f"{program}, gopack",
        against=f"{program}, upx -9",
        against_quantity=against,
        must=must,
        reach=reach,
    )


def _best_beside_upx(name: str, quantity: str, must: float, reach: float) -> Figure:
    return Figure(
        name=name,
        quantity=quantity,
        measured="app, gopack --best",
        against="app, upx --best --lzma",
        must=must,
        reach=reach,
    )


FIGURES = (
    _beside_upx("bytes, default ÷ `upx -9`", DISK, "app", 0.490, 0.470),
    _best_beside_upx("bytes, `--best` ÷ `upx --best --lzma`", DISK, 0.590, 0.560),
    _beside_upx("bytes of `cmd/go`, default ÷ `upx -9`", DISK, "go", 0.587, 0.570),
    *(
        _beside_upx(f"start ÷ `upx -9`'s, two CPUs: {each}", START, each, 0.65, 0.45)
        for each in FIVE
    ),
    *(
        _beside_upx(f"start ÷ `upx -9`'s, one CPU: {each}", START_ONE, each, 0.85, 0.65)
        for each in FIVE
    ),
    _beside_upx("`cmd/go version` ÷ `upx -9`'s, two CPUs", VERSION, "go", 0.80, 0.60),
    _best_beside_upx("start with `--best` ÷ `upx --best --lzma`'s", START, 0.70, 0.50),
    *(
        _beside_upx(f"least memory to start ÷ `upx -9`'s: {each}", LEAST, each, 1.25, 1.0)
        for each in FIVE
    ),
    _beside_upx("private memory after the first answer ÷ `upx -9`'s", MEMORY, "app", 1.00, 0.95),
    Figure(
        name="pull (gzip -9 of the file) ÷ that of the unpacked one",
        quantity=PULL,
        measured="app, gopack",
        against="app, unpacked",
        must=0.64,
        reach=0.61,
    ),
    _beside_upx("packing time ÷ `upx -9`'s", PACKING, "app", 2.0, 1.0),
    _beside_upx(f"CPU time of packing ÷ `upx -9`'s: {LARGEST}", PACKING_CPU, LARGEST, 1.0, 0.6),
    # of small programs most of the time is Python's start
    *(
        _beside_upx(f"`{verb}` ÷ `upx -d`: {each}", quantity, each, 5.0, 2.0, against=UNPACKING)
        for verb, quantity in (("unpack", UNPACKING), ("test", TESTING))
        for each in LARGE
    ),
    Figure(
        name=f"most memory while packing ÷ the file: {LARGEST}",
        quantity=PACKING_MEMORY,
        measured=f"{LARGEST}, gopack",
        against=f"{LARGEST}, unpacked",
        against_quantity=DISK,
        must=7.0,
        reach=4.0,
    ),
)


def packing(packer: str, original: str, output: str) -> Command:
    """What a person would type to pack it so."""
    return filled(PACKERS[packer], original, output)


def undoing(quantity: str, packer: str, packed: str, output: str) -> Command:
    """What a person would type to unpack or test it. quantity: of UNDOING."""
    return filled(UNDOING[quantity][packer], packed, output)


def filled(template: tuple[str, ...], given: str, output: str) -> Command:
    """A command line in which IN and OUT stand for these files."""
    words = {"IN": given, "OUT": output}
    return Command(argv=tuple(words.get(word, word) for word in template))
