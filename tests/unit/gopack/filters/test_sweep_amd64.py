"""The sweep of an amd64 text: its tables say the same as decoding, its lanes meet."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slimgo.gopack.filters.amd64 import sweep
from slimgo.gopack.filters.amd64.instructions import decode, padded

_TELLING = bytes.fromhex(
    "0f 38 3a 40 48 4c 62 64 66 66 a1 b8 c4 c5 c8 cc e8 f0 f2 f3 f6 f7 04 24 25"
)
CODE = st.lists(st.one_of(st.sampled_from(_TELLING), st.integers(0, 255)), max_size=300).map(bytes)


def whole(code: bytes) -> list[int]:
    """The length at each offset, each instruction decoded."""
    lengths: list[int] = decode(padded(code), np.arange(len(code))).lengths.tolist()
    return lengths


def swept(lengths: list[int]) -> list[int]:
    """Where instructions begin, one after the other."""
    met, at = [], 0
    while at < len(lengths):
        met.append(at)
        at += lengths[at]
    return met


@given(CODE)
def test_the_tables_say_what_decoding_says(code: bytes) -> None:
    assert sweep.everywhere(padded(code), len(code)).tolist() == whole(code)


@given(CODE)
def test_the_sweep_goes_from_instruction_to_instruction(code: bytes) -> None:
    assert sweep.starts(code).tolist() == swept(whole(code))


@pytest.mark.parametrize("lane", [16, 64, 100])
@pytest.mark.parametrize("seed", range(4))
def test_lanes_meet_the_way_that_comes_out_of_the_lane_before(lane, seed, monkeypatch) -> None:
    monkeypatch.setattr(sweep, "_LANE", lane)
    code = np.random.default_rng(seed).integers(0, 256, 3000, np.uint8).tobytes()
    assert sweep.starts(code).tolist() == swept(whole(code))


def test_lanes_that_never_meet_are_swept_again(monkeypatch) -> None:
    monkeypatch.setattr(sweep, "_LANE", 16)
    code = b"\x90" + b"\x04" * 401  # two bytes each, so that no two ways meet
    assert sweep.starts(code).tolist() == swept(whole(code))
