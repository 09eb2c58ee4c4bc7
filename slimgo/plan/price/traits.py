"""What can be done with a program, as its file shows: what a variant has lost is what it lacks of
the baseline's. Another trait is an entry here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from slimgo.values.binary import BinaryFacts


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was read of a variant."""

    file: BinaryFacts
    """The program as it is shipped."""
    unpacked: BinaryFacts
    """What was packed; the same where nothing was."""
    has: Callable[[str], bool]
    """Whether a function of that name is in the unpacked one."""

    def setting(self, name: str) -> str:
        """Of the unpacked one's build info."""
        info = self.unpacked.build_info
        return dict(info.settings).get(name, "") if info else ""


@dataclass(frozen=True, kw_only=True)
class Trait:
    """One thing that works, or can be read."""

    name: str
    """In a few words, behind "lost:"."""
    there: Callable[[Seen], bool]


_HTTP2_SERVER = (
    # net/http's own copy until Go 1.26, then a package of its own
    "net/http.(*http2serverConn).serve",
    "net/http/internal/http2.(*serverConn).serve",
)


def _compiled_with(seen: Seen, flag: str) -> bool:
    return flag in seen.setting("-gcflags").replace("=", " ").split()


TRAITS = (
    Trait(name="symbols", there=lambda seen: seen.file.symbols),
    Trait(name="debugger", there=lambda seen: seen.file.debug_info),
    Trait(name="outside profiler", there=lambda seen: seen.file.symbols),
    Trait(name="build info", there=lambda seen: seen.file.build_info is not None),
    Trait(name="HTTP/2", there=lambda seen: any(map(seen.has, _HTTP2_SERVER))),
    Trait(name="inlining", there=lambda seen: not _compiled_with(seen, "-l")),
    Trait(name="bounds checks", there=lambda seen: not _compiled_with(seen, "-B")),
    Trait(name="assembly", there=lambda seen: "purego" not in seen.setting("-tags").split(",")),
    Trait(name="processors below v2",
          there=lambda seen: seen.setting("GOAMD64") not in ("v2", "v3", "v4")),
    Trait(name="processors below v3",
          there=lambda seen: seen.setting("GOAMD64") not in ("v3", "v4")),
    Trait(name="starts without memory that becomes executable",
          there=lambda seen: not seen.file.packed_by),
)  # fmt: skip


def lost(of: Seen, to: Seen) -> tuple[str, ...]:
    """What `of` lacks and `to` has."""
    return tuple(each.name for each in TRAITS if each.there(to) and not each.there(of))
