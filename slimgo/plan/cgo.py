"""The ways to make a static program of Go and C. Another one is an entry here.

cmd/cgo and cmd/link say what each flag does: with -linkmode external a C compiler links, and
-extldflags are its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

OFF = "off"
"""Go alone: files that import "C" are left out."""

TAGS = ("netgo", "osusergo")
"""Go's own code for names and users: glibc's loads libraries even where it is linked statically."""

LDFLAGS = ("-linkmode external", "-extldflags '-static -s'")
"""-s: the linker's own -s leaves what the C compiler writes of debug information (zig's lld)."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way."""

    library: str
    """The C library that becomes part of the program."""
    compilers: Mapping[str, str] = field(default_factory=dict)
    """By GOARCH: the words of CC. Empty: what Go finds."""
    tool: str = ""
    """The program that those begin with; empty where it is the system's."""
    linker_warns: bool = False
    """Whether a linker tells what of the library does not work in a static program."""


WAYS: Mapping[str, Way] = {
    "glibc": Way(library="glibc", linker_warns=True),
    "zig": Way(
        library="musl",
        compilers={
            "amd64": "zig cc -target x86_64-linux-musl",
            "arm64": "zig cc -target aarch64-linux-musl",
        },
        tool="zig",
    ),
}


def compiler(way: str, goarch: str) -> str:
    """The words of CC; empty for Go's own choice."""
    return WAYS[way].compilers.get(goarch, "") if way in WAYS else ""


def linker_warns(way: str) -> bool:
    """Whether what is printed while a program is linked so has to be read."""
    return way in WAYS and WAYS[way].linker_warns
