"""How many instructions begin before an offset, from a bit for each."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from slimgo.gopack.filters.lines.ordinals import Ordinals


@given(st.sets(st.integers(0, 300)), st.integers(300, 330))
def test_each_offset_has_its_number(starts: set[int], size: int) -> None:
    ordinals = Ordinals.of(np.array(sorted(starts), np.int32), size)
    every = np.arange(size + 1)
    assert ordinals[every].tolist() == [sum(start < at for start in starts) for at in every]
    assert ordinals.begins(every).tolist() == [at in starts for at in every.tolist()]
