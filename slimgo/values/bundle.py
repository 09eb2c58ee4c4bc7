"""Files that somebody else keeps, and which version of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """Some of a package's files."""

    source: str
    """Its name and version: `certifi 2026.10.19`."""
    contents: Mapping[str, bytes]
    """What each file holds, by its name in the package."""
