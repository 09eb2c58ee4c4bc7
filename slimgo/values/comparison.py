"""One binary as each packer leaves it, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.values.measurement import Measurement


@dataclass(frozen=True, kw_only=True)
class Contender:
    """name: `unpacked`, or the packer with its flags. pull_bytes: what a registry transfers of it.

    packing_seconds: 0 for the unpacked one. build_info: whether `go version -m` reads it.
    measurements: `start` and `private memory`; none where it cannot be run here.
    """

    name: str
    size_bytes: int
    pull_bytes: int
    packing_seconds: float
    build_info: bool
    measurements: tuple[Measurement, ...]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """made_of: the key under which its figures hold. contenders: the unpacked one first."""

    made_of: str
    contenders: tuple[Contender, ...]
