"""What our measuring adds to a start."""

from __future__ import annotations

from tests.ruler.overhead import MOST_SECONDS, overhead


def test_our_own_part_of_a_start_is_a_millisecond_at_most(ruler, tmp_path) -> None:
    found = overhead(ruler, tmp_path)
    assert found.median <= MOST_SECONDS, found
