"""The one list of variants, flags and targets. A flag to try is one line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from slimgo.plan.packers import PACKERS
from slimgo.values.target import Target
from slimgo.values.variant import Packing, Variant

STATIC = '-extldflags "-static"'

UPX_9 = Packing(packer="upx", flags=("-9",))
GOPACK = Packing(packer="gopack")


@dataclass(frozen=True, kw_only=True)
class AxisValue:
    """One value of an axis."""

    name: str = ""
    """Its word in a variant's name; the usual value has none."""
    cgo: bool = False
    trimpath: bool = True
    ldflags: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    packing: Packing | None = None


LINUX_AMD64 = Target(goos="linux", goarch="amd64")
TARGETS = (
    LINUX_AMD64,
    Target(goos="linux", goarch="arm64"),
    Target(goos="linux", goarch="386"),
    Target(goos="linux", goarch="arm"),
    Target(goos="linux", goarch="riscv64"),
    Target(goos="linux", goarch="ppc64le"),
    Target(goos="darwin", goarch="arm64"),
    Target(goos="windows", goarch="amd64"),
)

AXES = (
    (AxisValue(), AxisValue(name="cgo", cgo=True)),
    (AxisValue(), AxisValue(name="netgo", tags=("netgo",))),
    (AxisValue(), AxisValue(name="paths", trimpath=False)),
    (AxisValue(), AxisValue(name="static", ldflags=(STATIC,))),
    (
        AxisValue(),
        AxisValue(name="w", ldflags=("-w",)),
        AxisValue(name="s", ldflags=("-s",)),
        AxisValue(name="sw", ldflags=("-s", "-w")),
    ),
    (
        AxisValue(),
        AxisValue(name="upx1", packing=Packing(packer="upx", flags=("-1",))),
        AxisValue(name="upx9", packing=UPX_9),
        AxisValue(name="lzma", packing=Packing(packer="upx", flags=("-9", "--lzma"))),
        AxisValue(name="gopack", packing=GOPACK),
        AxisValue(name="gopack-best", packing=Packing(packer="gopack", flags=("--best",))),
    ),
)
"""Every way to set the flags; the matrix is their product with the targets."""

SHORTER = {("static", "sw"): "small"}
"""Two words in a row that have a name of their own."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Leaves out of the product what `when` is true of."""

    why: str
    when: Callable[[Variant, Target], bool]


EXCLUSIONS = (
    Rule(
        why="cgo for another platform needs a C compiler for it",
        when=lambda variant, target: variant.cgo and target != LINUX_AMD64,
    ),
    Rule(
        why="no packer here packs a macOS program, and no image can hold a Windows one",
        when=lambda variant, target: variant.packing is not None and target.goos != "linux",
    ),
    Rule(
        why="packing is tried on what was stripped first, by -s -w and nothing else",
        when=lambda variant, _: variant.packing is not None and variant.packed_from != "small",
    ),
    Rule(
        why="for another platform UPX's levels only repeat what linux/amd64 shows",
        when=lambda variant, target: (
            target != LINUX_AMD64
            and variant.packing is not None
            and variant.packing.packer == "upx"
            and variant.packing != UPX_9
        ),
    ),
    Rule(
        why="the packer does not pack for that machine",
        when=lambda variant, target: (
            variant.packing is not None
            and target.goarch not in PACKERS[variant.packing.packer].goarchs
        ),
    ),
    Rule(
        why="with cgo off netgo and -extldflags change nothing: shown on linux/amd64",
        when=lambda variant, target: (
            target != LINUX_AMD64 and ("netgo" in variant.tags or STATIC not in variant.ldflags)
        ),
    ),
    Rule(
        why="each value of -trimpath compiles the standard library anew: shown on linux/amd64, "
        "with cgo off",
        when=lambda variant, target: (
            not variant.trimpath
            and (
                target != LINUX_AMD64
                or variant.cgo
                or "netgo" in variant.tags
                or STATIC not in variant.ldflags
            )
        ),
    ),
    Rule(
        why="what -s and -w take alone does not depend on cgo or netgo",
        when=lambda variant, _: (
            (variant.cgo or "netgo" in variant.tags)
            and variant.strips_debug_info
            and not {"-s", "-w"} <= set(variant.ldflags)
        ),
    ),
)

EXTRAS = (
    Variant(name="small-best", packed_from="small",
            ldflags=(STATIC, "-s", "-w"), packing=Packing(packer="upx", flags=("--best",))),
    Variant(name="cgo-external-static", cgo=True,
            ldflags=("-linkmode external", STATIC)),
    Variant(name="small-no-http2", ldflags=(STATIC, "-s", "-w"), tags=("nethttpomithttp2",)),
)  # fmt: skip
"""Beside the product, for linux/amd64: what is tried once."""
