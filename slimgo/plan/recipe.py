"""From a variant to the commands that make it."""

from __future__ import annotations

import posixpath
from dataclasses import replace

from slimgo.plan import cgo
from slimgo.plan.packers import PACKERS
from slimgo.values.command import Command
from slimgo.values.program import BUILD, Source
from slimgo.values.target import Target
from slimgo.values.variant import Variant

FULLY_STRIPPED = "small"
"""The variant without symbol table and debug information, of each target."""


def artifact_path(variant: Variant, folder: str = BUILD) -> str:
    return f"{folder}/{variant.artifact}"


def for_source(variant: Variant, source: Source) -> Variant:
    """The variant with the program's own tags and linker flags behind its own."""
    with_c = bool(source.cgo)
    return replace(
        variant,
        cgo=variant.cgo or with_c,
        c=source.cgo,
        tags=(*variant.tags, *(cgo.TAGS if with_c else ()), *source.tags),
        ldflags=(*variant.ldflags, *(cgo.LDFLAGS if with_c else ()), *source.ldflags),
        gcflags=(*variant.gcflags, *source.gcflags),
        goamd64=source.goamd64 or variant.goamd64,
    )


def build_command(
    variant: Variant,
    *,
    source: Source,
    target: Target,
    host: Target,
    folder: str = BUILD,
    output: str = "",
    packages: tuple[str, ...] = (),
) -> Command:
    """`go build` as the article types it, plus what makes the bytes the same everywhere.

    folder: where the program goes. output: the folder, with a slash behind it, where several go
    under Go's own names; packages: they, instead of the source's. -trimpath takes this machine's
    paths out of the bytes; -buildvcs=false keeps the commit out, and lets a checkout of another
    user build. What the article typed gets the latter only, by a variable.
    """
    env = [("GOTOOLCHAIN", f"go{variant.toolchain}")] if variant.toolchain else []
    env.append(("GOOS", target.goos))
    if target.goarch != host.goarch:
        env.append(("GOARCH", target.goarch))
    flags = []
    if variant.as_typed:
        env.append(("GOFLAGS", "-buildvcs=false"))
    else:
        env.append(("CGO_ENABLED", "1" if variant.cgo else "0"))
        compiler = cgo.compiler(variant.c, target.goarch)
        env += [("CC", compiler)] if compiler else []
        env += [("GOAMD64", variant.goamd64)] if _of_amd64(variant, target) else []
        env += [("GOEXPERIMENT", ",".join(variant.experiments))] if variant.experiments else []
        flags += ["-trimpath"] if variant.trimpath else []
        flags.append("-buildvcs=false")
    if variant.tags:
        flags += ["-tags", ",".join(variant.tags)]
    if variant.gcflags:
        flags += ["-gcflags", " ".join(variant.gcflags)]
    if variant.ldflags:
        flags += ["-ldflags", " ".join(variant.ldflags)]
    # -C makes the module's folder the current one
    output = _from_module(output or artifact_path(variant, folder), source)
    there = () if source.folder == "." else ("-C", source.folder)
    return Command(
        argv=("go", "build", *there, *flags, "-o", output, *(packages or (source.package,))),
        env=tuple(env),
        output=output,
    )


def _of_amd64(variant: Variant, target: Target) -> bool:
    return bool(variant.goamd64) and target.goarch == "amd64"


def _from_module(path: str, source: Source) -> str:
    """path: from the project's folder."""
    if source.back:
        there = posixpath.normpath(posixpath.join(source.back, path))
    else:
        there = posixpath.relpath(path, source.folder)
    return f"{there}/" if path.endswith("/") else there


def pack_command(variant: Variant, packed_from: Variant, folder: str = BUILD) -> Command:
    """`upx -9 -o packed unpacked`, or another packer's words for it."""
    if variant.packing is None:
        raise ValueError(f"{variant.name} is not packed")
    output = artifact_path(variant, folder)
    return Command(
        argv=(
            *PACKERS[variant.packing.packer].pack,
            *variant.packing.flags,
            "-o",
            output,
            artifact_path(packed_from, folder),
        ),
        output=output,
    )


def build_settings(variant: Variant, target: Target) -> tuple[tuple[str, str], ...]:
    """The settings that the build info must show, word for word; empty means absent.

    Go records -ldflags only without -trimpath (cmd/go, load.setBuildInfo), so they are expected
    there only.
    """
    return (
        ("CGO_ENABLED", "1" if variant.cgo else "0"),
        ("GOOS", target.goos),
        ("GOARCH", target.goarch),
        ("-trimpath", "true" if variant.trimpath else ""),
        ("-ldflags", "" if variant.trimpath else " ".join(variant.ldflags)),
        ("-tags", ",".join(variant.tags)),
        ("-gcflags", " ".join(variant.gcflags)),
        *((("GOAMD64", variant.goamd64),) if _of_amd64(variant, target) else ()),
        *((("GOEXPERIMENT", ",".join(variant.experiments)),) if variant.experiments else ()),
        ("vcs", ""),
    )
