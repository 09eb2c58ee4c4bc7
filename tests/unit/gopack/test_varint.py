"""Numbers of seven bits a byte."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slimgo.gopack.varint import decode, encode, unzigzag, zigzag


@pytest.mark.parametrize(
    ("value", "stream"),
    [(0, "00"), (127, "7f"), (128, "8001"), (300, "ac02"), (2**32 - 1, "ffffffff0f")],
)
def test_a_number_takes_as_few_bytes_as_it_can(value: int, stream: str) -> None:
    assert encode(np.array([value], np.uint32)).hex() == stream


@given(st.lists(st.integers(0, 2**32 - 1)))
def test_numbers_come_back(values: list[int]) -> None:
    assert decode(encode(np.array(values, np.uint32))).values.tolist() == values


def test_small_numbers_of_either_sign_are_small() -> None:
    assert zigzag(np.array([0, -1, 1, -2, 2])).tolist() == [0, 1, 2, 3, 4]


@given(st.lists(st.integers(-(2**31), 2**31 - 1)))
def test_signs_come_back(values: list[int]) -> None:
    assert unzigzag(zigzag(np.array(values, np.int64))).tolist() == values


@pytest.mark.parametrize("stream", ["80", "8000", "ffffffff7f", "808080808001"])
def test_what_would_not_come_back_the_same_is_refused(stream: str) -> None:
    with pytest.raises(ValueError, match=r"number"):
        decode(bytes.fromhex(stream))
