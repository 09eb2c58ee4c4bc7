"""The smallest variant under limits, by branch and bound over what levers save alone. Pure.

Each branch takes a lever or leaves it. Its bound is what would be left if the levers that it may
still take saved together as much as each saves alone: they save less, as far as was ever seen,
since what one takes out another cannot take out again. Branches come in the order of their bounds,
so that the search is over once a bound is no smaller than the best that was found; what it did not
try cannot be smaller, under that assumption.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from slimgo.plan.price.levers import LEVERS, in_order

NO_PACKER = ""


@dataclass(frozen=True, kw_only=True)
class Alone:
    """What is known of one packer, or of none, before anything is combined. Sizes in bytes."""

    packer: str
    """A lever's name; empty for none."""
    size: int
    """With no other lever."""
    saves: Mapping[str, int]
    """By lever: how much it takes off that alone; negative where it adds."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A combination, and the least that it can come to."""

    name: str
    bound: int


def candidates(alone: Sequence[Alone]) -> Iterator[Candidate]:
    """All combinations in the order of their bounds."""
    waiting: list[tuple[int, int, int, tuple[str, ...]]] = []
    for number, each in enumerate(alone):
        heapq.heappush(waiting, (_bound(each, _levers(each)), number, 0, ()))
    while waiting:
        bound, number, depth, taken = heapq.heappop(waiting)
        own = alone[number]
        levers = _levers(own)
        if depth == len(levers):
            yield Candidate(name=_name(own.packer, taken), bound=bound)
            continue
        lever = levers[depth]
        heapq.heappush(waiting, (bound + own.saves[lever], number, depth + 1, taken))
        if not _excluded(lever, taken):
            heapq.heappush(waiting, (bound, number, depth + 1, (*taken, lever)))


def count(alone: Sequence[Alone]) -> int:
    """How many combinations there are."""
    return sum(1 for _ in candidates(alone))


def _levers(own: Alone) -> list[str]:
    """What saves nothing alone is left out: beside others it saves nothing either."""
    return [name for name, saves in own.saves.items() if saves > 0]


def _bound(own: Alone, levers: Sequence[str]) -> int:
    return own.size - sum(own.saves[lever] for lever in levers)


def _excluded(lever: str, taken: tuple[str, ...]) -> bool:
    group = LEVERS[lever].excludes
    return bool(group) and any(LEVERS[each].excludes == group for each in taken)


def _name(packer: str, taken: tuple[str, ...]) -> str:
    names = (*taken, packer) if packer else taken
    return in_order(tuple(LEVERS[each] for each in names))
