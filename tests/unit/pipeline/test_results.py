from __future__ import annotations

import pytest

from slimgo.pipeline.results import is_of
from slimgo.values.cell import CellResult, SavedCell


@pytest.mark.parametrize(
    ("status", "before", "now", "counts"),
    [
        ("pass", "a", "a", True),
        ("pass", "a", "b", False),
        ("pass", "", "", False),
        ("pass", "", "a", False),
        ("pass", "a", "", False),
        ("fail", "a", "b", False),
        ("fail", "", "a", True),
        ("fail", "a", "", True),
    ],
)
def test_a_result_of_unknown_sources_counts_only_if_it_is_red(status, before, now, counts) -> None:
    result = CellResult(cell="x", status=status, why="")
    saved = SavedCell(result=result, made_of=before, versions=(), machine=())
    assert is_of(saved, now) is counts
