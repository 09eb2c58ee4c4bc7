"""Parts of a search become one, or are refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.checks.price.shards import together
from slimgo.errors import BadInput
from slimgo.values.price_search import LeftOut, SearchResult, Tried
from tests.unit.plan.price.lists import variant

LACKS_UPX = LeftOut(lever="upx", why="upx is not here")
LACKS_GOPACK = LeftOut(lever="gopack", why="gopack is not here")


def part(number: int, size: float, *, proved: bool = True) -> SearchResult:
    return SearchResult(
        best=variant(f"v{number}", size),
        proved=proved,
        tried=(Tried(name=f"v{number}", disk_bytes=1, verdict="the smallest so far"),),
        not_tried=10,
        left_out=(),
        limits=("start=2x",),
        baseline_sha256="aa",
        shard=(number, 3),
    )


def test_the_smallest_of_all_parts() -> None:
    found = together([part(1, 3), part(2, 1), part(3, 2)])
    assert found.best
    assert found.best.name == "v2"
    assert found.proved
    assert found.not_tried == 30
    assert [each.name for each in found.tried] == ["v1", "v2", "v3"]


def test_it_is_proved_only_where_each_part_is() -> None:
    assert not together([part(1, 3), part(2, 1, proved=False), part(3, 2)]).proved


def test_a_part_without_a_result_counts() -> None:
    nothing = replace(part(2, 1), best=None)
    found = together([part(1, 3), nothing, part(3, 2)])
    assert found.best
    assert found.best.name == "v3"


DIFFERENT = BadInput(
    "these are parts of different searches",
    why="their limits or their sources differ",
    cure="run each part with the same limits, of the same sources",
)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (
            [],
            BadInput("no part of a search was named", cure="name the runners' build folders"),
        ),
        (
            [part(1, 3), part(3, 2)],
            BadInput("part 2/3 of the search is missing", cure="run it: --shard 2/3"),
        ),
        (
            [part(2, 3), part(3, 2)],
            BadInput("part 1/3 of the search is missing", cure="run it: --shard 1/3"),
        ),
        ([part(1, 3), replace(part(2, 1), limits=())], DIFFERENT),
        ([part(1, 3), replace(part(2, 1), baseline_sha256="b")], DIFFERENT),
        (
            [part(1, 3), part(2, 1), part(3, 1), replace(part(1, 1), shard=(1, 2))],
            BadInput("the parts overlap", cure="run all of them with one --shard N/OF"),
        ),
        (
            [part(1, 3), replace(part(2, 1), left_out=(LACKS_UPX, LACKS_GOPACK)), part(3, 2)],
            BadInput(
                "not all of the runners had gopack, upx",
                why="combinations with it were tried by some of them only",
                cure="install it on each runner, and run all parts again",
            ),
        ),
    ],
)
def test_what_is_no_whole_search_is_refused(parts: list[SearchResult], told: BadInput) -> None:
    with pytest.raises(BadInput) as caught:
        together(parts)
    assert str(caught.value) == str(told)


def test_what_is_left_out_everywhere_is_told_once() -> None:
    slow = LeftOut(lever="no-http2", why="loses HTTP/2")
    parts = [replace(part(number, number), left_out=(LACKS_UPX, slow)) for number in (1, 2, 3)]
    found = together(parts)
    assert found == SearchResult(
        best=variant("v1", 1),
        proved=True,
        tried=tuple(tried for each in parts for tried in each.tried),
        not_tried=30,
        left_out=(LACKS_UPX, slow),
        limits=("start=2x",),
        baseline_sha256="aa",
    )


def test_a_reason_that_one_runner_alone_has_is_kept() -> None:
    slow = LeftOut(lever="no-http2", why="loses HTTP/2")
    parts = [part(1, 1), replace(part(2, 1), left_out=(slow,)), part(3, 1)]
    assert together(parts).left_out == (slow,)


def test_a_search_of_one_part_is_whole() -> None:
    alone = replace(part(1, 1), shard=(1, 1))
    assert together([alone]) == alone


def test_nothing_found_by_anybody_is_nothing() -> None:
    assert together([replace(part(number, 1), best=None) for number in (1, 2, 3)]).best is None
