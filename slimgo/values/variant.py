"""A variant is a value: adding a flag to try is adding one line of data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Packing:
    """Which packer compresses the executable, and with which of its own flags."""

    packer: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A named set of build choices."""

    name: str
    artifact: str = ""
    """The file's name in the folder it is made in."""
    cgo: bool = False
    c: str = ""
    """How C becomes part of it, an entry of plan/cgo.py; empty for Go's own choice."""
    trimpath: bool = True
    ldflags: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    gcflags: tuple[str, ...] = ()
    goamd64: str = ""
    """`v1` to `v4`, for amd64; empty for Go's own choice."""
    experiments: tuple[str, ...] = ()
    """Values of GOEXPERIMENT."""
    toolchain: str = ""
    """The Go release that builds it, `1.23.12`, fetched by Go itself; empty for the usual one."""
    packing: Packing | None = None
    """Applied to the variant named by packed_from, whose build choices this one shares."""
    packed_from: str = ""
    as_typed: bool = False
    """The article's words and nothing else, so that Go decides on cgo: on where there is a C
    compiler."""

    @property
    def strips_symbols(self) -> bool:
        """Whether the linker leaves out the symbol table (`-s`)."""
        return "-s" in self.ldflags

    @property
    def strips_debug_info(self) -> bool:
        """Whether the linker leaves out DWARF: `-w`, which `-s` implies (`go doc cmd/link`)."""
        return "-w" in self.ldflags or self.strips_symbols
