from __future__ import annotations

import pytest

from slimgo.gopack.spans import without


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        ([], [range(10, 20), range(30, 40)]),
        ([range(40)], []),
        ([range(10, 12), range(18, 31)], [range(12, 18), range(31, 40)]),
        (
            [range(35, 36), range(12, 13)],
            [range(10, 12), range(13, 20), range(30, 35), range(36, 40)],
        ),
        ([range(11, 19), range(12, 14)], [range(10, 11), range(19, 20), range(30, 40)]),
    ],
)
def test_what_is_left(taken: list[range], left: list[range]) -> None:
    assert without([range(30, 40), range(10, 20)], taken) == left
