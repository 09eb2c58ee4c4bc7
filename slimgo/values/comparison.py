"""One binary as each packer leaves it, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.values.measurement import Load, Measurement


@dataclass(frozen=True, kw_only=True)
class Contender:
    """A program as one packer made it, or unpacked, and what it costs."""

    name: str
    """`unpacked`, or the packer with its flags."""
    size_bytes: int
    pull_bytes: int | None
    """What a registry transfers of it."""
    packing_seconds: float
    """0 for the unpacked one."""
    build_info: bool
    """Whether `go version -m` reads it."""
    measurements: tuple[Measurement, ...]
    """`start`, `private memory` and `peak resident size`, and `least memory limit` where it was
    asked for; none where it cannot be run here."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The same program by several packers."""

    contenders: tuple[Contender, ...]
    """The unpacked one first."""
    load: Load | None = None
    """Of the machine while it was measured; None where nothing was."""
    check_seconds: float = 0.0
    """What measuring took."""
