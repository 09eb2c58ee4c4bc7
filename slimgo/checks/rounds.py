"""Needs found in rounds: a program often ends at the first thing that it lacks, so it is looked at
again with that there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from slimgo.plan.needs import BY_NAME
from slimgo.values.need import Need, NeedName, Standing

_MOST = 8
"""Rounds: as many as there are needs that files can meet, and one more."""
_SURE: tuple[Standing, ...] = ("in a library", "suspected", "wanted", "needed")
"""The least sure first."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What one round showed."""

    needs: tuple[Need, ...]
    passes: bool
    """Whether the probes passed."""


Look = Callable[[tuple[Need, ...]], Seen]
"""Probes a program whose image has the cures of those needs, and of no others."""


def in_rounds(look: Look) -> tuple[tuple[Need, ...], frozenset[NeedName]]:
    """What all rounds showed, and the needs that were met in the last.

    What is needed is met from the next round on. Where nothing more is needed and the probes still
    fail, so is what is merely wanted: a server that knows no file types answers, but not what it
    is asked for. It ends where nothing new was seen.
    """
    told: dict[NeedName, Need] = {}
    met: tuple[Need, ...] = ()
    for _ in range(_MOST):
        seen = look(met)
        for each in seen.needs:
            told[each.name] = _surer(told[each.name], each) if each.name in told else each
        meets: list[Standing] = ["needed"]
        if not seen.passes and _alike(met, _met(told.values(), meets)):
            meets.append("wanted")
        again = _met(told.values(), meets, met)
        if _alike(met, again):
            break
        met = again
    return tuple(told.values()), frozenset(each.name for each in met)


def _met(
    told: Iterable[Need], standings: Iterable[Standing], before: Iterable[Need] = ()
) -> tuple[Need, ...]:
    """Those of these standings, and those that were met before."""
    names = {each.name for each in before}
    return tuple(each for each in told if each.standing in standings or each.name in names)


def _alike(one: Iterable[Need], other: Iterable[Need]) -> bool:
    """Whether the same is met."""
    return set(_wanted(one)) == set(_wanted(other))


def _wanted(needs: Iterable[Need]) -> Iterator[tuple[NeedName, frozenset[str]]]:
    for each in needs:
        seen = each.observations if BY_NAME[each.name].cured_by_name else ()
        yield each.name, frozenset(name.name for name in seen)


def _surer(one: Need, other: Need) -> Need:
    """The surer of two, with what was looked for in both."""
    best = max(one, other, key=lambda each: _SURE.index(each.standing))
    seen = dict.fromkeys((*one.observations, *other.observations))
    return replace(best, observations=tuple(seen))
