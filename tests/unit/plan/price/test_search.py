"""The smallest of all combinations is found, and most of them are never tried."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable

import pytest

from slimgo.plan.price.levers import LEVERS
from slimgo.plan.price.search import Alone, candidates, count

NAMES = ("stripped", "no-inlining", "no-http2", "no-assembly", "old-collector", "old-json")


def sizes(seed: int) -> Callable[[str, frozenset[str]], int]:
    """Bytes of a combination: together levers save at most what they save alone."""
    drawn = random.Random(seed)  # noqa: S311
    alone = {name: drawn.randrange(1, 400) for name in NAMES}
    shared = {pair: drawn.random() for pair in itertools.combinations(NAMES, 2)}
    packed = {"": 1.0, "gopack": 0.2, "upx": 0.4}

    def size(packer: str, taken: frozenset[str]) -> int:
        saved: float = sum(alone[name] for name in taken)
        saved -= sum(
            shared[pair] * min(alone[pair[0]], alone[pair[1]]) / len(NAMES)
            for pair in shared
            if {*pair} <= taken
        )
        return int((4000 - saved) * packed[packer])

    return size


def alone_of(size: Callable[[str, frozenset[str]], int]) -> list[Alone]:
    return [
        Alone(
            packer=packer,
            size=size(packer, frozenset()),
            saves={
                name: size(packer, frozenset()) - size(packer, frozenset((name,))) for name in NAMES
            },
        )
        for packer in ("", "gopack", "upx")
    ]


def parts(name: str) -> tuple[str, frozenset[str]]:
    words = [] if name == "plain" else name.split("+")
    packer = next((word for word in words if LEVERS[word].packing), "")
    return packer, frozenset(words) - {packer}


@pytest.mark.parametrize("seed", range(20))
def test_it_finds_what_trying_all_finds_and_tries_few(seed: int) -> None:
    size = sizes(seed)
    best = min(
        size(packer, frozenset(taken))
        for packer in ("", "gopack", "upx")
        for many in range(len(NAMES) + 1)
        for taken in itertools.combinations(NAMES, many)
    )
    found, tried = 10**9, 0
    for each in candidates(alone_of(size)):
        if each.bound >= found:
            break
        now = size(*parts(each.name))
        assert now >= each.bound - len(NAMES)  # whole bytes
        found, tried = min(found, now), tried + 1
    assert found == best
    assert tried < count(alone_of(size)) / 4


def test_they_come_in_the_order_of_their_bounds_each_once() -> None:
    found = list(candidates(alone_of(sizes(1))))
    assert [each.bound for each in found] == sorted(each.bound for each in found)
    assert len({each.name for each in found}) == len(found) == 3 * 2 ** len(NAMES)


def test_what_saves_nothing_alone_is_left_out() -> None:
    own = Alone(packer="", size=100, saves={"stripped": 10, "old-json": 0, "old-collector": -5})
    names = {each.name for each in candidates([own])}
    assert names == {"plain", "stripped"}


def test_levers_that_exclude_each_other_are_not_taken_together() -> None:
    own = Alone(packer="", size=100, saves={"amd64-v2": 3, "amd64-v3": 5})
    names = {each.name for each in candidates([own])}
    assert names == {"plain", "amd64-v2", "amd64-v3"}
