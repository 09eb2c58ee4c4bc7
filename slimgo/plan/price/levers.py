"""The levers: each flag that changes the size, and what is said of it before it is measured.

Another one is an entry here.

Sources: `go help build`, `go doc cmd/link`, `go doc cmd/compile`, internal/buildcfg/exp.go,
go.dev/wiki/MinimumRequirements.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from slimgo.errors import BadInput
from slimgo.plan.catalogue import GOPACK, UPX_9
from slimgo.values.explained import Effect
from slimgo.values.target import Target
from slimgo.values.variant import Packing, Variant


@dataclass(frozen=True, kw_only=True)
class Lever:
    """One flag, or a pair that is always used together."""

    name: str
    does: str
    """In a clause."""
    effect: Effect
    ldflags: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    compiler: tuple[str, ...] = ()
    """Flags for the compiler of every package."""
    experiments: tuple[str, ...] = ()
    """Values of GOEXPERIMENT."""
    goamd64: str = ""
    toolchain: str = ""
    """The Go release that compiles it."""
    packing: Packing | None = None
    excludes: str = ""
    """Levers with the same word here exclude each other."""
    only_by_name: bool = False
    """Whether no search may choose it unless it was asked for by its name."""


STRIPPED = Lever(
    name="stripped", effect="free", ldflags=("-s", "-w"),
    does="no symbol table and no debug information",
)  # fmt: skip
_PACKED = "the program unpacks itself in memory at each start"

_TABLE = (
    STRIPPED,
    Lever(name="upx", effect="costs speed or memory", packing=UPX_9, excludes="packer",
          does=f"upx -9: {_PACKED}"),
    Lever(name="upx-lzma", effect="costs speed or memory", excludes="packer",
          packing=Packing(packer="upx", flags=("-9", "--lzma")), does=f"upx --lzma: {_PACKED}"),
    Lever(name="gopack", effect="costs speed or memory", packing=GOPACK, excludes="packer",
          does=f"gopack: {_PACKED}"),
    Lever(name="gopack-best", effect="costs speed or memory", excludes="packer",
          packing=Packing(packer="gopack", flags=("--best",)), does=f"gopack --best: {_PACKED}"),
    Lever(name="no-inlining", effect="costs speed or memory", compiler=("-l",),
          does="functions are not inlined"),
    Lever(name="no-http2", effect="changes behaviour", tags=("nethttpomithttp2",),
          does="net/http is built without HTTP/2"),
    Lever(name="no-assembly", effect="costs speed or memory", tags=("purego",),
          does="Go code in place of assembly, in cryptography above all"),
    Lever(name="old-collector", effect="costs speed or memory", experiments=("nogreenteagc",),
          does="the garbage collector from before Go 1.26"),
    Lever(name="old-json", effect="changes behaviour", experiments=("nojsonv2",),
          does="encoding/json from before Go 1.27"),
    Lever(name="amd64-v2", effect="changes behaviour", goamd64="v2", excludes="GOAMD64",
          does="instructions of 2009 are used"),
    Lever(name="amd64-v3", effect="changes behaviour", goamd64="v3", excludes="GOAMD64",
          does="instructions of 2015 are used"),
    Lever(name="unaligned", effect="costs speed or memory", ldflags=("-funcalign=1",),
          does="functions begin at any address"),
    Lever(name="no-bounds-checks", effect="changes behaviour", compiler=("-B",),
          does="a security hole: reads and writes beyond a slice go through", only_by_name=True),
)  # fmt: skip

LEVERS = {each.name: each for each in _TABLE}

PLAIN = "plain"
"""The name of what `go build` makes by itself: the usual baseline."""

USUAL = (
    *(PLAIN, "stripped", "stripped+upx", "stripped+upx-lzma", "stripped+gopack"),
    *("stripped+gopack-best", "stripped+gopack+no-inlining", "stripped+gopack+no-http2"),
)
"""What is priced where nothing is named."""


_RELEASE = re.compile(r"go1\.\d{1,3}(\.\d{1,3})?", re.ASCII)


def compiled_by(word: str) -> Lever:
    """`go1.23.12` as a lever."""
    return Lever(
        name=word,
        does=f"compiled by Go {word[2:]}",
        effect="changes behaviour",
        toolchain=word[2:],
        excludes="release of Go",
    )


def levers_of(name: str) -> tuple[Lever, ...]:
    """Of a variant's name: levers or releases of Go with a + between them, or `plain`. Raises
    BadInput."""
    words = () if name == PLAIN else tuple(name.split("+"))
    releases = {word: compiled_by(word) for word in words if _RELEASE.fullmatch(word)}
    there = {**LEVERS, **releases}
    unknown = next((word for word in words if word not in there), None)
    if unknown is not None:
        raise BadInput(
            f"there is no lever {unknown!r}",
            cure=f"write {PLAIN}, or some of these with + between them: {', '.join(LEVERS)}",
        )
    chosen = tuple(there[word] for word in words)
    groups = [each.excludes for each in chosen if each.excludes]
    twice = next((group for group in groups if groups.count(group) > 1), "")
    if twice or len({*words}) < len(words):
        names = ", ".join(each.name for each in chosen if each.excludes == twice) or name
        raise BadInput(f"{names} exclude each other", cure="leave all but one out")
    return chosen


def in_order(levers: tuple[Lever, ...]) -> str:
    """The variant's name, however its levers were typed."""
    places = {name: place for place, name in enumerate(LEVERS, 1)}
    # a release of Go is first
    names = sorted((each.name for each in levers), key=lambda name: places.get(name, 0))
    return "+".join(names) or PLAIN


def effect_of(levers: tuple[Lever, ...]) -> Effect:
    """The worst of them."""
    order: tuple[Effect, ...] = ("free", "costs speed or memory", "changes behaviour")
    return max((each.effect for each in levers), key=order.index, default="free")


def fits(levers: tuple[Lever, ...], target: Target) -> bool:
    """Whether the levers are there for the target."""
    return target.goarch == "amd64" or not any(each.goamd64 for each in levers)


def variant_of(levers: tuple[Lever, ...]) -> Variant:
    """What Go and the packer are told."""
    name = in_order(levers)
    compiler = [word for each in levers for word in each.compiler]
    packing = next((each.packing for each in levers if each.packing), None)
    unpacked = tuple(each for each in levers if not each.packing)
    return Variant(
        name=name,
        artifact=f"{name}.bin",
        ldflags=tuple(word for each in levers for word in each.ldflags),
        tags=tuple(word for each in levers for word in each.tags),
        gcflags=(f"all={' '.join(compiler)}",) if compiler else (),
        experiments=tuple(word for each in levers for word in each.experiments),
        goamd64=next((each.goamd64 for each in levers if each.goamd64), ""),
        toolchain=next((each.toolchain for each in levers if each.toolchain), ""),
        packing=packing,
        packed_from=in_order(unpacked) if packing else "",
    )
