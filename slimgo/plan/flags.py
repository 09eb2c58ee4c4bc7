"""Each choice that makes a program or its image smaller: what it does, and what it costs.

Sources: `go help build`, `go doc cmd/link`, `go doc cmd/compile`, go.dev/wiki/MinimumRequirements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from slimgo.values.explained import Effect


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of a flag."""

    pattern: str
    """A regular expression for the whole flag, as flags() names it."""
    effect: Effect
    does: str
    lost: str = ""


KNOWN = (
    Known(pattern=r"CGO_ENABLED=0", effect="changes behaviour",
          does="Go's own code resolves names and looks up users; the program is static",
          lost="what nsswitch.conf names beside files and dns (LDAP, mDNS)"),
    Known(pattern=r"CC=zig .*", effect="changes behaviour",
          does="its C is compiled by zig and linked to musl, which is part of the program",
          lost="what glibc has and musl has not"),
    Known(pattern=r"CGO_ENABLED=1", effect="changes behaviour", does="C is part of the program",
          lost="Go's memory safety, in its C; the names of C's functions in a trace"),
    Known(pattern=r"-linkmode external", effect="free", does="a C compiler links it"),
    Known(pattern=r"-extldflags '-static.*'", effect="free",
          does="the C library is part of the program, which needs none of its image"),
    Known(pattern=r"GOAMD64=v[234]", effect="changes behaviour",
          does="newer instructions are used",
          lost="processors below that level: it does not start there"),
    Known(pattern=r"-trimpath", effect="free",
          does="paths of the building machine are left out: the bytes are the same anywhere"),
    Known(pattern=r"-buildvcs=false", effect="free",
          does="the commit is left out of the build info, so that it does not change the bytes"),
    Known(pattern=r"-s", effect="free",
          does="the symbol table is left out; traces keep their names",
          lost="debuggers and `go tool nm` in the image's own file"),
    Known(pattern=r"-w", effect="free", does="the debug information (DWARF) is left out",
          lost="debuggers and `go tool nm` in the image's own file"),
    Known(pattern=r"-X .*", effect="free", does="a variable has a value of its own"),
    Known(pattern=r"-tags .*nethttpomithttp2.*", effect="changes behaviour",
          does="net/http is built without HTTP/2", lost="HTTP/2, as server and as client"),
    Known(pattern=r"-tags .*timetzdata.*", effect="free", does="all time zones are in the program"),
    Known(pattern=r"-tags .*", effect="changes behaviour", does="other files are built"),
    Known(pattern=r"-gcflags .*-l\b.*", effect="costs speed or memory",
          does="functions are not inlined"),
    Known(pattern=r"-gcflags .*-B\b.*", effect="changes behaviour", does="bounds are not checked",
          lost="the panic that stops a read or write beyond a slice: a security hole"),
    Known(pattern=r"-gcflags .*", effect="changes behaviour",
          does="the compiler is told otherwise"),
    Known(pattern=r"upx.*", effect="costs speed or memory",
          does="the program unpacks itself in memory at each start",
          lost="`go version -m` and scanners: the build info cannot be read"),
    Known(pattern=r"gopack.*", effect="costs speed or memory",
          does="the program unpacks itself in memory at each start; its build info stays readable",
          lost="starts where neither new memory nor a memfd may be executed"),
    Known(pattern=r"FROM scratch", effect="changes behaviour",
          does="nothing is in the image but what is listed above",
          lost="a shell in the container: `docker exec … sh`"),
    Known(pattern=r"USER (?!0\b).*", effect="changes behaviour", does="it does not run as root",
          lost="writing where root only may; ports below 1024 with podman"),
)  # fmt: skip
"""The first that fits holds."""

_OWN_VALUE = ("-tags", "-gcflags", "-ldflags")
_IN_LDFLAGS = re.compile(r"-(?:X|extldflags) '[^']*'|-(?:X|linkmode) \S+|\S+")


def flags(words: tuple[str, ...]) -> Iterator[str]:
    """The flags of a `go build` as typed, each by itself, and the linker's among them."""
    waiting = ""
    for word in words:
        if waiting:
            yield from (
                _IN_LDFLAGS.findall(word) if waiting == "-ldflags" else (f"{waiting} {word}",)
            )
            waiting = ""
        elif word in _OWN_VALUE:
            waiting = word
        elif re.fullmatch(r"-trimpath|-buildvcs=false|CGO_ENABLED=\d|GOAMD64=v\d|CC=.*", word):
            yield word


def known(flag: str) -> Known | None:
    """What is known of it; None for nothing."""
    return next((each for each in KNOWN if re.fullmatch(each.pattern, flag, re.DOTALL)), None)
