"""What is added to an image so that a program finds what it needs."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from slimgo.values.need import NeedName


@dataclass(frozen=True, kw_only=True)
class AddedFile:
    """One file or folder."""

    path: str
    """Absolute, in the image."""
    content: bytes = b""
    mode: int = 0o644
    """The permission bits."""
    uid: int = 0
    gid: int = 0
    folder: bool = False
    """Whether it is a folder, which has no content."""


@dataclass(frozen=True, kw_only=True)
class Cure:
    """What meets one need."""

    need: NeedName
    files: tuple[AddedFile, ...]
    """In the order of their paths; the same for the same versions of where they are from."""
    source: str = ""
    """Where the content is from: `certifi 2026.10.19`; empty for what slimgo writes itself."""
    lacks: str = ""
    """What it does not give, in a sentence; empty where it gives all that was asked for."""

    @property
    def size_bytes(self) -> int:
        """Of the contents, as they lie on a disk."""
        return sum(len(each.content) for each in self.files)

    @property
    def compressed_bytes(self) -> int:
        """About what they add to a pull: their contents together, by deflate at its best."""
        return len(zlib.compress(b"".join(each.content for each in self.files), 9))
