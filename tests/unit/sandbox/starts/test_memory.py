"""The least limit is found by trying few."""

from __future__ import annotations

import pytest

from slimgo.errors import EngineFailed
from slimgo.sandbox.starts.memory import least


@pytest.mark.parametrize("wanted", [1, 2, 3, 7, 8, 9, 27, 2047, 2048])
def test_the_least_that_works_is_found(wanted: int) -> None:
    tried: list[int] = []

    def works(steps: int) -> bool:
        tried.append(steps)
        return steps >= wanted

    assert least(works) == wanted
    assert wanted == 1 or wanted - 1 in tried
    assert len(tried) <= 23


def test_what_never_works_is_told() -> None:
    with pytest.raises(EngineFailed, match="1024 MiB"):
        least(lambda _: False)
