"""Price lists as tests make them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slimgo.plan.price.quantities import QUANTITIES
from slimgo.values.explained import Effect
from slimgo.values.price import PricedVariant, PriceList, Series

MB = 1_000_000


def variant(
    name: str,
    disk: float = 8.0,
    *,
    pull: float | None = None,
    effect: Effect = "free",
    lost: tuple[str, ...] = (),
    failed: str = "",
) -> PricedVariant:
    """disk, pull: in MB."""
    sent = () if pull is None else (("best gzip", int(pull * MB)),)
    return PricedVariant(
        name=name,
        does="does something",
        effect=effect,
        disk_bytes=int(disk * MB),
        pull_bytes=sent,
        lost=lost,
        failed=failed,
    )


def series(name: str, quantity: str, samples: Sequence[float], *, first: int = 0) -> Series:
    return Series(
        variant=name,
        quantity=quantity,
        unit=QUANTITIES[quantity].unit,
        rounds=tuple(range(first, first + len(samples))),
        samples=tuple(samples),
    )


def prices(
    *variants: PricedVariant,
    taken: Mapping[tuple[str, str], Sequence[float]] | None = None,
    budget: float = 300.0,
) -> PriceList:
    """taken: (variant, quantity) -> samples, the first of the first round. Without variants a plain
    one and a packed one."""
    variants = variants or (variant("plain"), variant("packed", 1.0))
    return PriceList(
        program="svc",
        baseline=variants[0].name,
        target="linux/amd64",
        machine=(("processor", "one"),),
        versions=(("go", "1.27.3"),),
        seed=7,
        budget_seconds=budget,
        variants=variants,
        series=tuple(series(*key, samples) for key, samples in (taken or {}).items()),
    )
