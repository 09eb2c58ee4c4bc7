"""What is asked of `slimgo price`, as values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from slimgo.config.file import SettingsFile
from slimgo.config.order import shard_of
from slimgo.config.variants import variants
from slimgo.errors import BadInput
from slimgo.plan.price.levers import PLAIN, USUAL, Levers, fits, in_order, levers_of, own_levers
from slimgo.plan.price.limits import Limits, limits
from slimgo.values.target import Target

_UNITS = {"s": 1, "m": 60, "h": 3600}
_TIME = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)([smh])", re.ASCII)
_RELEASES = re.compile(r"1\.\d+(\.\d+)?(,1\.\d+(\.\d+)?)*", re.ASCII)
_USUAL_SECONDS = 300.0
_LARGEST_SEED = 1 << 32
_OF_RELEASES = ("stripped", "stripped+gopack")
"""What is built by each release of Go, where no variants are named."""


@dataclass(frozen=True, kw_only=True)
class PricePlan:
    """What is to be priced, and for how long."""

    variants: tuple[Levers, ...]
    """The levers of each, the baseline first."""
    budget_seconds: float
    seed: int | None
    """None to draw one, or to go on with that of an earlier run."""
    anew: bool
    """Whether what an earlier run measured does not count."""


@dataclass(frozen=True, kw_only=True)
class SearchPlan:
    """What the smallest variant is searched under."""

    limits: Limits
    typed: tuple[str, ...]
    """The limits, as typed."""
    named: frozenset[str] = frozenset()
    """Levers that are tried only because they were named."""
    budget_seconds: float = _USUAL_SECONDS
    seed: int = 0
    shard: tuple[int, int] = (1, 1)
    """Which part of the combinations, and of how many."""


def search_plan(asked: Mapping[str, object]) -> SearchPlan:
    """asked: as typed, by the options' names. Raises BadInput."""
    typed = _listed(asked.get("limit"))
    named = _listed(asked.get("lever"))
    for each in named:
        levers_of(each)
    return SearchPlan(
        limits=limits(typed),
        typed=typed,
        named=frozenset(named),
        budget_seconds=seconds_of(str(asked.get("budget") or "")) or _USUAL_SECONDS,
        seed=_seed(str(asked.get("seed") or "")) or 0,
        shard=shard_of(asked.get("shard")),
    )


def _listed(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, (list, tuple)) else ()


def price_plan(
    asked: Mapping[str, object], target: Target, file: SettingsFile | None = None
) -> PricePlan:
    """asked: as typed, by the options' names. target: this machine's. file: its own variants are
    priced, too. Raises BadInput."""
    own = own_levers(variants(file), file.name) if file else {}
    named = _listed(asked.get("variants"))
    releases = releases_of(asked)
    if releases:
        named = tuple(
            f"go{release}" if name == PLAIN else f"go{release}+{name}"
            for release in releases
            for name in named or _OF_RELEASES
        )
    levers = (levers_of(name, own) for name in named or (*USUAL, *own))
    chosen = {in_order(each): each for each in levers}
    for name, each in chosen.items():
        if not fits(each, target):
            raise BadInput(f"{name} is not for {target}", cure="leave it out")
    return PricePlan(
        variants=tuple(chosen.values()),
        budget_seconds=seconds_of(str(asked.get("budget") or "")) or _USUAL_SECONDS,
        seed=_seed(str(asked.get("seed") or "")),
        anew=bool(asked.get("recheck")),
    )


def releases_of(asked: Mapping[str, object]) -> tuple[str, ...]:
    """Those that `--go 1.21,1.23.12` names; none where it names a Go, as it does elsewhere."""
    said = str(asked.get("go") or "")
    return tuple(said.split(",")) if _RELEASES.fullmatch(said) else ()


def seconds_of(text: str) -> float:
    """Of `90s`, `5m`, `1h`; 0 for an empty text. Raises BadInput."""
    if not text:
        return 0.0
    match = _TIME.fullmatch(text)
    if not match or not float(match[1]):
        raise BadInput(f"{text!r} is no time", cure="write it as 90s, 5m or 1h")
    return float(match[1]) * _UNITS[match[2]]


def _seed(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(_LARGEST_SEED)):
        raise BadInput(f"{text!r} is no seed", cure=f"write a number below {_LARGEST_SEED:,}")
    return int(text)
