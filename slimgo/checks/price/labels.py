"""Whether what a variant is called, free or not, is what was measured."""

from __future__ import annotations

from collections.abc import Iterator

from slimgo.plan.price.estimate import CERTAIN, ratio
from slimgo.plan.price.quantities import QUANTITIES
from slimgo.values.estimate import Estimate
from slimgo.values.price import Doubt, PriceList

_TOLD = 0.02
"""A ratio this near to 1 costs nobody anything, however certain it is."""


def mislabelled(known: PriceList) -> tuple[Doubt, ...]:
    """Of each variant that is called free: the quantities that are worse with confidence."""
    return tuple(
        Doubt(
            what=f"{variant.name} is called free, and is not: {name} {found.median:.2f}×",
            why=f"between {found.low:.2f}× and {found.high:.2f}× in {found.count} pairs",
            cure="leave it out, or take it for one that costs speed or memory",
        )
        for variant in known.priced
        if variant.effect == "free" and variant.name != known.baseline
        for name, found in _worse(known, variant.name)
    )


def _worse(known: PriceList, variant: str) -> Iterator[tuple[str, Estimate]]:
    """The quantities that are worse than the baseline's, each with its ratio."""
    for name, quantity in QUANTITIES.items():
        own, base = known.of(variant, name), known.of(known.baseline, name)
        found = ratio(own, base, CERTAIN) if own and base and quantity.cost else None
        if found is None or not found.sure:
            continue
        worse = found.low > 1 + _TOLD if quantity.better == "less" else found.high < 1 - _TOLD
        if worse:
            yield name, found
