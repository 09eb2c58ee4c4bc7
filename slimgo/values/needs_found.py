"""What was found out of a program's needs, and what is added to its image for them."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.values.need import Need, NeedName


@dataclass(frozen=True, kw_only=True)
class Added:
    """What was added for one need."""

    need: NeedName
    what: str
    """`root certificates`; of zones their names."""
    size_bytes: int
    compressed_bytes: int
    """About what it adds to a pull."""
    paths: tuple[str, ...] = ()
    """Of its files and folders in the image."""
    source: str = ""
    """Where it is from: `certifi 2026.10.19`; empty for what slimgo writes itself."""
    lacks: str = ""
    """What it does not give; empty where it gives all."""


@dataclass(frozen=True, kw_only=True)
class NeedsFound:
    """The needs of one program."""

    needs: tuple[Need, ...] = ()
    added: tuple[Added, ...] = ()
    unseen: str = ""
    """Why what it opens is not known, or not all of it: then only suspicions are known. Empty where
    its probes were observed."""
