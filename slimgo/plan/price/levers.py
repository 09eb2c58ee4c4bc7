"""The levers: each flag that changes the size, and what is said of it before it is measured.

Another one is an entry here.

Sources: `go help build`, `go doc cmd/link`, `go doc cmd/compile`, internal/buildcfg/exp.go,
go.dev/wiki/MinimumRequirements.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from slimgo.errors import BadInput
from slimgo.plan.catalogue import GOPACK, UPX_9
from slimgo.plan.flags import known
from slimgo.values.explained import EFFECTS, Effect
from slimgo.values.target import Target
from slimgo.values.variant import Packing, Variant


@dataclass(frozen=True, kw_only=True)
class Lever:
    """One flag, a pair that is always used together, or a variant of a settings file."""

    name: str
    does: str
    """In a clause."""
    effect: Effect
    ldflags: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    compiler: tuple[str, ...] = ()
    """Flags for the compiler of every package."""
    gcflags: tuple[str, ...] = ()
    """Flags for the compiler as `go build` takes them, pattern and all."""
    cgo: bool = False
    trimpath: bool = True
    experiments: tuple[str, ...] = ()
    """Values of GOEXPERIMENT."""
    goamd64: str = ""
    toolchain: str = ""
    """The Go release that compiles it."""
    packing: Packing | None = None
    unpacked_name: str = ""
    """Its name without the packing; empty for a lever that does nothing but pack."""
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


Levers = tuple[Lever, ...]
"""Those of one variant; none for the plain one."""


def own_levers(variants: tuple[Variant, ...], file: str) -> Mapping[str, Lever]:
    """A settings file's variants as levers, by name. file: its name. Raises BadInput for a name
    that a lever has."""
    packed_from = {each.packed_from for each in variants}
    found = {each.name: _own(each, file) for each in variants if each.name not in packed_from}
    taken = next((name for name in found if name in LEVERS or name == PLAIN), None)
    if taken is not None:
        raise BadInput(
            f"{file}: there is a lever {taken} already", cure="give the variant another name"
        )
    return found


def _own(variant: Variant, file: str) -> Lever:
    typed = (
        *variant.ldflags,
        *(f"-tags {each}" for each in variant.tags),
        *(f"-gcflags {each}" for each in variant.gcflags),
        *(("CGO_ENABLED=1",) if variant.cgo else ()),
        *((variant.packing.packer,) if variant.packing else ()),
    )
    effects = [found.effect if (found := known(each)) else EFFECTS[-1] for each in typed]
    return Lever(
        name=variant.name,
        does=f"[variant.{variant.name}] of {file}",
        effect=max(effects, key=EFFECTS.index, default=EFFECTS[0]),
        ldflags=variant.ldflags,
        tags=variant.tags,
        gcflags=variant.gcflags,
        cgo=variant.cgo,
        trimpath=variant.trimpath,
        packing=variant.packing,
        unpacked_name=variant.packed_from,
        excludes="packer" if variant.packing else "",
    )


def levers_of(name: str, own: Mapping[str, Lever] = MappingProxyType({})) -> Levers:
    """Of a variant's name: levers or releases of Go with a + between them, or `plain`. own: a
    settings file's. Raises BadInput."""
    words = () if name == PLAIN else (name,) if name in own else tuple(name.split("+"))
    releases = {word: compiled_by(word) for word in words if _RELEASE.fullmatch(word)}
    there = {**LEVERS, **own, **releases}
    unknown = next((word for word in words if word not in there), None)
    if unknown is not None:
        names = ", ".join((*LEVERS, *own))
        raise BadInput(
            f"there is no lever {unknown!r}",
            cure=f"write {PLAIN}, or some of these with + between them: {names}",
        )
    chosen = tuple(sorted((there[word] for word in words), key=_place))
    groups = [each.excludes for each in chosen if each.excludes]
    twice = next((group for group in groups if groups.count(group) > 1), "")
    if twice or len({*words}) < len(words):
        names = ", ".join(each.name for each in chosen if each.excludes == twice) or name
        raise BadInput(f"{names} exclude each other", cure="leave all but one out")
    if any(each.compiler for each in chosen) and any(each.gcflags for each in chosen):
        raise BadInput(
            f"{name} sets flags of the compiler twice",
            cure="write all of them into the settings file's variant",
        )
    return chosen


def _place(lever: Lever) -> int:
    """A release of Go is first, and what a settings file says."""
    return [*LEVERS].index(lever.name) if lever.name in LEVERS else -1


def in_order(levers: Levers) -> str:
    """The variant's name, however its levers were typed."""
    return "+".join(each.name for each in sorted(levers, key=_place)) or PLAIN


def effect_of(levers: Levers) -> Effect:
    """The worst of them."""
    return max((each.effect for each in levers), key=EFFECTS.index, default=EFFECTS[0])


def fits(levers: Levers, target: Target) -> bool:
    """Whether the levers are there for the target."""
    return target.goarch == "amd64" or not any(each.goamd64 for each in levers)


def unpacked(levers: Levers) -> Levers:
    """Those of what the variant is packed from: the same ones where nothing packs."""
    return tuple(
        replace(each, name=each.unpacked_name, packing=None) if each.packing else each
        for each in levers
        if not each.packing or each.unpacked_name
    )


def variant_of(levers: Levers) -> Variant:
    """What Go and the packer are told."""
    name = in_order(levers)
    compiler = [word for each in levers for word in each.compiler]
    packing = next((each.packing for each in levers if each.packing), None)
    return Variant(
        name=name,
        artifact=f"{name}.bin",
        ldflags=tuple(word for each in levers for word in each.ldflags),
        tags=tuple(word for each in levers for word in each.tags),
        gcflags=(
            *(f"all={' '.join(compiler)}" for _ in compiler[:1]),
            *(word for each in levers for word in each.gcflags),
        ),
        cgo=any(each.cgo for each in levers),
        trimpath=all(each.trimpath for each in levers),
        experiments=tuple(word for each in levers for word in each.experiments),
        goamd64=next((each.goamd64 for each in levers if each.goamd64), ""),
        toolchain=next((each.toolchain for each in levers if each.toolchain), ""),
        packing=packing,
        packed_from=in_order(unpacked(levers)) if packing else "",
    )
