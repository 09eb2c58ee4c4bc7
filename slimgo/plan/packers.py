"""The packers: how each is typed, and what it leaves of a program. Another one is an entry here."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.errors import BadInput
from slimgo.values.variant import Packing


@dataclass(frozen=True, kw_only=True)
class Packer:
    """pack, test, unpack: what is typed in front of flags and files; `-o` names what is made."""

    name: str
    pack: tuple[str, ...]
    test: tuple[str, ...]
    unpack: tuple[str, ...]
    goarchs: tuple[str, ...] = ()
    """What it packs for, in Go's words; empty for whatever Go builds for Linux."""
    without_executable_memory: str
    """What its programs do, in a clause, where memory may not become executable."""
    keeps_build_info: bool = False
    """Whether `go version -m` reads in the packed file what it read before."""


_GOPACK = ("python", "-m", "slimgo.gopack")

PACKERS = {
    each.name: each
    for each in (
        Packer(
            name="upx",
            pack=("upx",),
            test=("upx", "-t"),
            unpack=("upx", "-d"),
            goarchs=("amd64", "arm64", "386", "arm", "ppc64le", "mips", "mipsle"),
            without_executable_memory="do not start: signal 11 (status 139), without a word",
        ),
        Packer(
            name="gopack",
            pack=(*_GOPACK, "pack"),
            test=(*_GOPACK, "test"),
            unpack=(*_GOPACK, "unpack"),
            goarchs=("amd64", "arm64", "386", "arm", "riscv64", "ppc64le"),
            without_executable_memory="run from a memfd; where that is forbidden too, they end "
            "with status 126 and a line that says why",
            keeps_build_info=True,
        ),
    )
}

_UPX_EFFORTS = ("best", "lzma", "brute")


def packing(
    packer: str, level: str = "", *, best: bool, lzma: bool = False, brute: bool = False
) -> Packing:
    """A packer's flags from what a person asked for. Raises BadInput for what it does not know."""
    if packer == "upx":
        return _upx(level, best=best, lzma=lzma, brute=brute)
    for flag, asked in (("level", level), ("lzma", lzma)):
        if asked:
            raise BadInput(f"gopack has no --{flag}", cure=f"leave --{flag} out, or pack with UPX")
    if best and brute:
        raise BadInput("gopack's --best and --brute exclude each other", cure="leave one out")
    efforts = {"--best": best, "--brute": brute}
    return Packing(packer="gopack", flags=tuple(flag for flag, asked in efforts.items() if asked))


def _upx(level: str, *, best: bool, lzma: bool, brute: bool) -> Packing:
    efforts = [
        f"--{name}" for name, asked in zip(_UPX_EFFORTS, (best, lzma, brute), strict=True) if asked
    ]
    if level and level not in tuple("123456789"):
        raise BadInput(f"UPX has no level {level!r}", cure="choose a level from 1 to 9, or --best")
    if level and (best or brute):
        raise BadInput("a level and --best or --brute exclude each other", cure="leave one out")
    if not efforts or (lzma and not best and not brute):
        efforts.insert(0, f"-{level or 9}")
    return Packing(packer="upx", flags=tuple(efforts))
