"""The files that are compared, and the figures that they must reach."""

from __future__ import annotations

from collections.abc import Mapping

from bench.packers.values import Figure
from slimgo.values.command import Command

PACKERS: Mapping[str, tuple[str, ...]] = {
    "upx -9": ("upx", "-qq", "-9", "-o", "OUT", "IN"),
    "upx --best --lzma": ("upx", "-qq", "--best", "--lzma", "-o", "OUT", "IN"),
    "gopack": ("python", "-m", "slimgo.gopack", "pack", "-o", "OUT", "IN"),
    "gopack --best": ("python", "-m", "slimgo.gopack", "pack", "--best", "-o", "OUT", "IN"),
}
"""Command lines; IN and OUT stand for the files."""

DISK, PULL, PACKING = "bytes", "bytes after gzip -9", "packing"
START, START_ONE = "start to first answer", "the same on one CPU"
VERSION, MEMORY = "version", "private memory after the first answer"
PEAK = "most memory resident until then"

FIGURES = (
    Figure(
        name="bytes, default ÷ `upx -9`",
        quantity=DISK,
        measured="app, gopack",
        against="app, upx -9",
        must=0.650,
        reach=0.630,
    ),
    Figure(
        name="bytes, `--best` ÷ `upx --best --lzma`",
        quantity=DISK,
        measured="app, gopack --best",
        against="app, upx --best --lzma",
        must=0.765,
        reach=0.745,
    ),
    Figure(
        name="bytes of `cmd/go`, default ÷ `upx -9`",
        quantity=DISK,
        measured="go, gopack",
        against="go, upx -9",
        must=0.587,
        reach=0.570,
    ),
    Figure(
        name="start to first answer ÷ `upx -9`'s, two CPUs",
        quantity=START,
        measured="app, gopack",
        against="app, upx -9",
        must=0.65,
        reach=0.45,
    ),
    Figure(
        name="the same on one CPU",
        quantity=START_ONE,
        measured="app, gopack",
        against="app, upx -9",
        must=0.80,
        reach=0.65,
    ),
    Figure(
        name="`cmd/go version` ÷ `upx -9`'s, two CPUs",
        quantity=VERSION,
        measured="go, gopack",
        against="go, upx -9",
        must=0.80,
        reach=0.60,
    ),
    Figure(
        name="start with `--best` ÷ `upx --best --lzma`'s",
        quantity=START,
        measured="app, gopack --best",
        against="app, upx --best --lzma",
        must=0.70,
        reach=0.50,
    ),
    Figure(
        name="pull (gzip -9 of the file) ÷ that of the unpacked one",
        quantity=PULL,
        measured="app, gopack",
        against="app, unpacked",
        must=0.64,
        reach=0.61,
    ),
    Figure(
        name="private memory after the first answer ÷ `upx -9`'s",
        quantity=MEMORY,
        measured="app, gopack",
        against="app, upx -9",
        must=1.00,
        reach=0.90,
    ),
    Figure(
        name="packing time ÷ `upx -9`'s",
        quantity=PACKING,
        measured="app, gopack",
        against="app, upx -9",
        must=2.0,
        reach=1.0,
    ),
)


def packing(packer: str, original: str, output: str) -> Command:
    """What a person would type to pack it so."""
    words = {"IN": original, "OUT": output}
    return Command(argv=tuple(words.get(word, word) for word in PACKERS[packer]))
