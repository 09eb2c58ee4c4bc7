"""Parts of a search become one, or are refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.checks.price.shards import together
from slimgo.errors import BadInput
from slimgo.values.price_search import LeftOut, SearchResult, Tried
from tests.unit.plan.price.lists import variant


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


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([], "no part of a search was named"),
        ([part(1, 3), part(3, 2)], "part 2/3 of the search is missing"),
        ([part(1, 3), replace(part(2, 1), limits=())], "these are parts of different searches"),
        ([part(1, 3), replace(part(2, 1), baseline_sha256="b")], "parts of different searches"),
        ([part(1, 3), part(2, 1), part(3, 1), replace(part(1, 1), shard=(1, 2))], "overlap"),
    ],
)
def test_what_is_no_whole_search_is_refused(parts: list[SearchResult], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        together(parts)


def test_runners_with_other_packers_are_no_parts_of_one_search() -> None:
    without = replace(part(2, 1), left_out=(LeftOut(lever="upx", why="upx is not here"),))
    with pytest.raises(BadInput, match="not all of the runners had upx"):
        together([part(1, 3), without, part(3, 2)])
