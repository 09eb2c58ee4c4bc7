"""What a variant may cost at most: limits as they are typed, and whether figures keep them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from slimgo.errors import BadInput
from slimgo.plan.price import quantities as q
from slimgo.plan.price.estimate import difference, ratio
from slimgo.plan.price.quantities import QUANTITIES
from slimgo.plan.price.traits import TRAITS
from slimgo.values.price import PricedVariant, PriceList

Kept = Literal["yes", "no", "not known"]

NAMES = {
    "start": q.START,
    "cold-start": q.START_COLD,
    "container-start": q.START_CONTAINER,
    "memory": q.PRIVATE,
    "peak": q.PEAK,
    "throughput": q.THROUGHPUT,
    "p99": q.LATENCY_99,
    "replicas": q.replicas(max(q.REPLICAS)),
}
"""What a limit is typed with -> the quantity."""

_LOSES, _NOTHING = "loses", "nothing"
_UNITS = {"ms": 1e-3, "s": 1.0, "kB": 1e3, "MB": 1e6, "GB": 1e9, "B": 1.0}
_OF_UNIT = {"s": ("ms", "s"), "B": ("B", "kB", "MB", "GB"), "1/s": ()}
_VALUE = re.compile(r"([+-]?)(\d{1,9}(?:\.\d{1,6})?) ?(%|x|ms|s|kB|MB|GB|B)", re.ASCII)
_CURE = "write it as start=+30ms, memory=+10%, throughput=-5%, start=2x, or loses=symbols,debugger"


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One quantity against the baseline's."""

    typed: str
    quantity: str
    most_ratio: float = 0.0
    """At most so many times the baseline's, or at least where more is better; 0 for none."""
    most_difference: float = 0.0
    """At most so much more than the baseline's, in the quantity's unit; 0 for none."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """All that were typed."""

    of_quantities: tuple[Limit, ...] = ()
    may_lose: frozenset[str] | None = None
    """Traits; None for any."""

    def forbidden(self, lost: tuple[str, ...]) -> tuple[str, ...]:
        """Those that may not be lost."""
        if self.may_lose is None:
            return ()
        return tuple(each for each in lost if each not in self.may_lose)


def limits(typed: tuple[str, ...]) -> Limits:
    """typed: `start=+30ms`, `memory=+10%`, `start=2x`, `loses=nothing`. Raises BadInput."""
    found: list[Limit] = []
    may_lose: frozenset[str] | None = None
    for each in typed:
        name, equals, value = each.partition("=")
        if not equals:
            raise BadInput(f"{each!r} is no limit", cure=_CURE)
        if name == _LOSES:
            may_lose = _losses(value)
        elif name in NAMES:
            found.append(_limit(each, NAMES[name], value))
        else:
            known = ", ".join((*NAMES, _LOSES))
            raise BadInput(f"there is no limit {name!r}", cure=f"choose one of: {known}")
    return Limits(of_quantities=tuple(found), may_lose=may_lose)


def _losses(value: str) -> frozenset[str]:
    traits = [each.name for each in TRAITS]
    named = [] if value == _NOTHING else [word.strip() for word in value.split(",")]
    unknown = next((word for word in named if word not in traits), None)
    if unknown is not None:
        raise BadInput(
            f"nothing called {unknown!r} can be lost",
            cure=f"write {_NOTHING}, or some of: {', '.join(traits)}",
        )
    return frozenset(named)


def _limit(typed: str, quantity: str, value: str) -> Limit:
    match = _VALUE.fullmatch(value)
    if not match:
        raise BadInput(f"{typed!r} is no limit", cure=_CURE)
    sign, number, unit = match[1], float(match[2]), match[3]
    if unit == "x" and not sign and number:
        return Limit(typed=typed, quantity=quantity, most_ratio=number)
    if unit == "%" and sign:
        change = -number if sign == "-" else number
        most_ratio = 1 + change / 100
        if most_ratio > 0:
            return Limit(typed=typed, quantity=quantity, most_ratio=most_ratio)
    if unit in _OF_UNIT[QUANTITIES[quantity].unit] and sign == "+" and number:
        return Limit(typed=typed, quantity=quantity, most_difference=number * _UNITS[unit])
    raise BadInput(f"{typed!r} is no limit", cure=_CURE)


def kept(limit: Limit, known: PriceList, variant: PricedVariant) -> Kept:
    """Whether the whole interval is within the limit, or beyond it. The baseline keeps all."""
    if variant.name == known.baseline:
        return "yes"
    own, base = (known.of(each, limit.quantity) for each in (variant.name, known.baseline))
    if own is None or base is None:
        return "not known"
    found = ratio(own, base) if limit.most_ratio else difference(own, base)
    most = limit.most_ratio or limit.most_difference
    if found is None or not found.sure:
        return "not known"
    if QUANTITIES[limit.quantity].better == "more":
        within, beyond = found.low >= most, found.high < most
    else:
        within, beyond = found.high <= most, found.low > most
    return "yes" if within else "no" if beyond else "not known"
