"""Price lists as tests make them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from slimgo.plan.price import quantities as q
from slimgo.plan.price.quantities import QUANTITIES
from slimgo.values.explained import Effect
from slimgo.values.price import (
    Doubt,
    NotMeasured,
    Part,
    PricedVariant,
    PriceList,
    Reference,
    Series,
)

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


HOSTILE = '<script>document.title="taken"</script><img src=x onerror="document.title=1">&amp;"\''
"""A name that would take the page over, if it could."""


def _parts_of(size: int, *, packed: bool) -> tuple[tuple[Part, int], ...]:
    if packed:
        return (("packed", size),)
    return (("code", size // 2), ("symbols", size // 4), ("rest", size - size // 2 - size // 4))


def everything() -> PriceList:
    """Eight variants and one that could not be made, every quantity, doubts and references."""
    names = ("plain", "stripped", "stripped+upx", "stripped+upx-lzma", "stripped+gopack",
             "stripped+gopack-best", "stripped+gopack+no-http2", HOSTILE)  # fmt: skip
    sizes = (8.35, 5.77, 2.35, 1.85, 1.15, 1.10, 1.08, 1.04)
    made = [
        replace(
            variant(name, size, pull=size / 2 if number < 2 else size, lost=("symbols",)),
            commands=("go build -o x .", HOSTILE),
            parts=_parts_of(int(size * MB), packed="pack" in name or "upx" in name),
        )
        for number, (name, size) in enumerate(zip(names, sizes, strict=True))
    ]
    taken = {}
    for number, each in enumerate(made):
        for name, quantity in QUANTITIES.items():
            base = {"s": 0.004, "B": 6_000_000, "1/s": 23_000}[quantity.unit]
            taken[each.name, name] = [base * (1 + number / 2 + turn / 50) for turn in range(12)]
        taken[each.name, q.nothing_at(100)] = [0.4 + number / 100] * 6
    known = prices(*made, variant("broken", failed=HOSTILE), taken=taken)
    return replace(
        known,
        program=HOSTILE,
        not_measured=(NotMeasured(what="replicas", why=HOSTILE),),
        doubts=(Doubt(what=HOSTILE, why="because", cure="end it"),),
        references=(Reference(name=HOSTILE, size_bytes=1_821_876, source="2019"),),
    )
