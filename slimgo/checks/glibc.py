"""What a linker says of glibc's functions in a static program, as advice: a line for each. Pure.

glibc keeps a sentence beside each function that loads libraries at run time (static_link_warning in
include/libc-symbols.h), and a linker prints it where a static program calls one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_WARNING = re.compile(
    r"^(?P<before>.*)\bUsing '(?P<function>\w+)' in statically linked applications requires",
    re.MULTILINE,
)
"""glibc's own words, the same in every language; what stands before them is the linker's."""
_SOURCE = re.compile(r"(?:^|\s)/_/(?P<place>\S+:\d+): ")
"""A file and a line of it: -trimpath puts `/_/` before the import path (cmd/go, ccompile)."""
_GENERATED = re.compile(r"(?P<file>[^\s/]+)\.cgo2\.c:\d+: ")
"""cgo's own code for what a Go file calls."""


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """Functions that look for the same."""

    functions: str
    """A regular expression for the whole name."""
    does: str
    """What they do in an image from scratch, behind their name."""
    cure: str
    in_go: str = ""
    """Another cure, which comes first: what to call instead; empty where there is nothing."""
    tag: str = ""
    """The build tag without which Go's package calls them itself."""


_KINDS = (
    _Kind(
        functions=r"getaddrinfo|gethost\w+",
        does="may find no host by its name: glibc loads libraries for that",
        cure="link musl instead: --cgo zig",
        in_go="look hosts up in Go (package net)",
        tag="netgo",
    ),
    _Kind(
        functions=r"get(pw|gr|sp|sg)\w+|initgroups",
        does="may find no user and no group: glibc loads libraries for that",
        cure="link musl instead: --cgo zig; both read /etc/passwd and /etc/group: --needs user",
        in_go="look them up in Go (package os/user)",
        tag="osusergo",
    ),
    _Kind(
        functions=r"get(serv|proto|net|rpc)\w+",
        does="may find no number by its name: glibc loads libraries for that",
        cure="write ports and protocols as numbers",
    ),
    _Kind(
        functions=r"dlm?open",
        does="loads nothing: no library is there",
        cure="link what it loads into the program, or build the program without it",
    ),
    _Kind(
        functions=r"\w+",
        does="may not work: glibc loads libraries for that",
        cure="link musl instead: --cgo zig",
    ),
)
"""The first that fits."""


def advice(said: str, tags: tuple[str, ...]) -> tuple[str, ...]:
    """said: what was printed while the program was linked. tags: those that it is built with."""
    first: dict[str, re.Match[str]] = {}
    for found in _WARNING.finditer(said):
        first.setdefault(found["function"], found)
    return tuple(_line(found, tags) for found in first.values())


def _line(found: re.Match[str], tags: tuple[str, ...]) -> str:
    function, place = found["function"], _place(found["before"])
    kind = next(each for each in _KINDS if re.fullmatch(each.functions, function))
    lacking = kind.tag not in ("", *tags)
    in_go = f"build with -tags {kind.tag}" if lacking else kind.in_go
    cures = ", or ".join(filter(None, (in_go, kind.cure)))
    where = f" ({place})" if place else ""
    return f"in an image from scratch {function}{where} {kind.does}; {cures}"


def _place(before: str) -> str:
    """Where it is called, as far as the linker knows; else empty."""
    source, generated = _SOURCE.search(before), _GENERATED.search(before)
    if source:
        return source["place"]
    return f"{generated['file']}.go" if generated else ""
