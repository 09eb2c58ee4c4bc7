"""What git says of the sources."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Revision:
    """The commit that is checked out."""

    version: str
    """`v1.2.3`, or `v1.2.3-4-gabcdef0` four commits later, or `abcdef0` where there is no tag;
    with `-dirty` behind it where files differ from the commit."""
    commit: str
    """Its whole name, in hex."""
    date: str
    """When it was committed, RFC 3339 in UTC."""
    dirty: bool
    """Whether files that git keeps differ from it."""
