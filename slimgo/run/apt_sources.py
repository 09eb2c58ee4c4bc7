"""Reads a system's apt sources, and picks the one suite that a package comes from."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

_COMPONENTS = frozenset({"main", "universe"})
"""Where Debian and Ubuntu keep free software; sources of others seldom have either."""

_ALIASES = frozenset({"oldstable", "stable", "testing", "unstable", "sid"})
_ONE_LINE = re.compile(
    r"deb\s+(?:\[(?P<options>[^\]]*)\]\s+)?(?P<uri>\S+)\s+(?P<suite>\S+)\s*(?P<components>[^#]*)"
)


@dataclass(frozen=True, kw_only=True)
class Source:
    """One apt source of binary packages.

    uris, suites, components: as sources.list(5) has them.
    """

    uris: tuple[str, ...]
    suites: tuple[str, ...]
    components: tuple[str, ...]
    signed_by: str = ""
    """Its Signed-By as it stands, a path, fingerprints or a key of many lines; empty where apt's
    trusted keys decide."""

    def __str__(self) -> str:
        fields = {
            "Types": "deb",
            "URIs": " ".join(self.uris),
            "Suites": " ".join(self.suites),
            "Components": " ".join(self.components),
            "Signed-By": self.signed_by,
        }
        return "".join(f"{name}: {value}\n" for name, value in fields.items() if value)


def system_sources(etc_apt: Path) -> tuple[Source, ...]:
    """The sources of the system, in apt's order; what cannot be read is not there."""
    found: list[Source] = []
    for path in (etc_apt / "sources.list", *sorted((etc_apt / "sources.list.d").glob("*.*"))):
        readers = {".list": one_line_sources, ".sources": deb822_sources}
        if path.suffix in readers and os.access(path, os.R_OK):
            found += readers[path.suffix](path.read_text("utf-8", "replace"))
    return tuple(found)


def one_line_sources(text: str) -> Iterable[Source]:
    """Reads sources.list(5)'s one-line style."""
    for match in filter(None, map(_ONE_LINE.match, map(str.strip, text.splitlines()))):
        options = dict(
            option.split("=", 1) for option in (match["options"] or "").split() if "=" in option
        )
        yield Source(
            uris=(match["uri"],),
            suites=(match["suite"],),
            components=tuple(match["components"].split()),
            signed_by=options.get("signed-by", "").replace(",", " "),
        )


def deb822_sources(text: str) -> Iterable[Source]:
    """Reads sources.list(5)'s deb822 style; a disabled source is none."""
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    for stanza in re.split(r"\n\s*\n", lines):
        fields = {
            name.lower(): value.strip()
            for name, value in re.findall(r"(?m)^([\w-]+):(.*(?:\n[ \t].*)*)", stanza)
        }
        if "deb" in fields.get("types", "").split() and fields.get("enabled") != "no":
            yield Source(
                uris=tuple(fields.get("uris", "").split()),
                suites=tuple(fields.get("suites", "").split()),
                components=tuple(fields.get("components", "").split()),
                signed_by=fields.get("signed-by", ""),
            )


def suites(
    sources: Iterable[Source], release: Mapping[str, str], backported: Collection[str]
) -> tuple[Source, ...]:
    """The release's own suite in each source that has it, or its backports; nothing else.

    So apt reads one list and not all that the system follows.
    """
    codename = release.get("VERSION_CODENAME", "")
    main = [source for source in sources if _COMPONENTS & set(source.components)]
    named = [replace(source, suites=(codename,)) for source in main if codename in source.suites]
    aliased = [
        replace(source, suites=(suite,))
        for source in main
        for suite in source.suites
        if suite in _ALIASES
    ]
    if codename in backported:
        backports = (f"{codename}-backports",)
        return tuple(replace(source, suites=backports) for source in named or aliased)
    return tuple(named or aliased)
