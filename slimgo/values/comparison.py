"""One binary as each packer leaves it, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.values.measurement import Load, Measurement


@dataclass(frozen=True, kw_only=True)
class Contender:
    """name: `unpacked`, or the packer with its flags. pull_bytes: what a registry transfers of it.

    packing_seconds: 0 for the unpacked one. build_info: whether `go version -m` reads it.
    measurements: `start`, `private memory` and `peak resident size`, and `least memory limit`
    where it was asked for; none where it cannot be run here.
    """

    name: str
    size_bytes: int
    pull_bytes: int | None
    packing_seconds: float
    build_info: bool
    measurements: tuple[Measurement, ...]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """contenders: the unpacked one first.

    load: of the machine while it was measured; None where nothing was. check_seconds: what
    measuring took.
    """

    contenders: tuple[Contender, ...]
    load: Load | None = None
    check_seconds: float = 0.0
