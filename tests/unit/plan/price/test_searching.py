"""A search over programs that a function makes up: what it finds is what trying all finds."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from slimgo.plan.price.levers import LEVERS, PLAIN
from slimgo.plan.price.limits import limits
from slimgo.plan.price.searching import UNKNOWN, Search
from slimgo.values.price import PricedVariant
from slimgo.values.price_search import SearchResult
from tests.unit.plan.price.lists import variant
from tests.unit.plan.price.test_search import NAMES, parts, sizes

PACKERS = ("gopack", "upx")
ALL = tuple(LEVERS[name] for name in (*NAMES, *PACKERS))
LOST = {"stripped": "symbols", "no-http2": "HTTP/2", "no-inlining": "inlining"}


def program(name: str, seed: int) -> PricedVariant:
    packer, taken = parts(name)
    size = sizes(seed)(packer, taken)
    lost = tuple(LOST[each] for each in sorted(taken) if each in LOST)
    return replace(variant(name), disk_bytes=size, sha256=name, lost=lost)


def every(seed: int) -> list[PricedVariant]:
    return [
        program("+".join((*taken, packer) if packer else taken) or PLAIN, seed)
        for packer in ("", *PACKERS)
        for many in range(len(NAMES) + 1)
        for taken in itertools.combinations(NAMES, many)
    ]


def searched(
    seed: int,
    *typed: str,
    broken: str = "",
    verdict: str = "breaks start=2x",
    shard: tuple[int, int] = (1, 1),
    calls: int = 10**6,
) -> SearchResult:
    """broken: a word in the names of variants that break a limit. calls: how many combinations
    there is time for."""
    asked = itertools.count()
    return Search(
        levers=ALL,
        made=lambda name: program(name, seed),
        broken=lambda each: verdict if broken and broken in each.name else "",
        over=lambda: next(asked) >= calls,
        limits=limits(typed),
        typed=typed,
        shard=shard,
    ).run()


@pytest.mark.parametrize("seed", range(10))
def test_it_finds_the_smallest_of_all_and_proves_it(seed: int) -> None:
    found = searched(seed)
    assert found.best
    assert found.best.disk_bytes == min(each.disk_bytes for each in every(seed))
    assert found.proved
    assert len(found.tried) < len(every(seed)) / 4
    assert found.not_tried > len(every(seed)) / 2


@pytest.mark.parametrize("seed", range(5))
def test_what_must_not_be_lost_is_kept(seed: int) -> None:
    found = searched(seed, "loses=symbols,inlining")
    allowed = [each for each in every(seed) if {*each.lost} <= {"symbols", "inlining"}]
    assert found.best
    assert found.best.disk_bytes == min(each.disk_bytes for each in allowed)
    assert {each.lever: each.why for each in found.left_out}["no-http2"] == "loses HTTP/2"


def test_a_packer_that_breaks_a_limit_alone_and_with_every_lever_is_tried_no_further() -> None:
    found = searched(1, broken="gopack")
    assert found.best
    assert "gopack" not in found.best.name
    reasons = {each.lever: each.why for each in found.left_out}
    assert reasons["gopack"] == "breaks start=2x alone, and breaks start=2x with every lever"
    assert not any("gopack" in each.name for each in found.tried)
    assert found.proved


def test_a_packer_that_keeps_a_limit_with_levers_only_is_tried_with_them() -> None:
    def broken(each: PricedVariant) -> str:
        slow = each.name in PACKERS
        return "breaks start=+30ms" if slow else ""

    found = Search(
        levers=ALL,
        made=lambda name: program(name, 1),
        broken=broken,
        over=lambda: False,
        limits=limits(()),
        typed=(),
    ).run()
    assert found.best
    assert found.best.disk_bytes == min(each.disk_bytes for each in every(1))


def test_what_is_not_known_to_keep_a_limit_proves_nothing() -> None:
    found = searched(1, broken="gopack", verdict=f"{UNKNOWN}start=2x")
    assert found.best
    assert "gopack" not in found.best.name
    assert not found.proved
    one = searched(1, broken="no-inlining+no-http2", verdict=f"{UNKNOWN}start=2x")
    assert not one.proved
    assert any(each.verdict == f"{UNKNOWN}start=2x" for each in one.tried)


def test_a_combination_that_breaks_a_limit_is_tried_and_told() -> None:
    found = searched(1, broken="no-inlining+no-http2")
    assert found.best
    assert any(each.verdict == "breaks start=2x" for each in found.tried)
    assert "no-inlining+no-http2" not in found.best.name


def test_without_time_nothing_is_proved() -> None:
    found = searched(1, calls=1)
    assert not found.proved
    assert found.not_tried


def test_the_parts_of_several_runners_hold_the_smallest_of_all() -> None:
    found = [searched(3, shard=(number, 3)) for number in (1, 2, 3)]
    best = min(each.best.disk_bytes for each in found if each.best)
    assert best == min(each.disk_bytes for each in every(3))
    assert all(each.proved for each in found)


def test_a_lever_that_does_not_build_is_left_out_with_the_reason() -> None:
    def made(name: str) -> PricedVariant:
        broken = "no-assembly" in name
        return variant(name, failed="it does not build") if broken else program(name, 1)

    found = Search(
        levers=ALL, made=made, broken=lambda _: "", over=lambda: False, limits=limits(()), typed=()
    ).run()
    assert {each.lever: each.why for each in found.left_out}["no-assembly"] == "it does not build"
    assert found.best
    assert "no-assembly" not in found.best.name


def test_a_lever_that_changes_nothing_is_left_out() -> None:
    def made(name: str) -> PricedVariant:
        return replace(program(name, 1), sha256="same" if name in (PLAIN, "old-json") else name)

    found = Search(
        levers=ALL, made=made, broken=lambda _: "", over=lambda: False, limits=limits(()), typed=()
    ).run()
    reasons = {each.lever: each.why for each in found.left_out}
    assert reasons["old-json"] == "changes nothing in this program"
