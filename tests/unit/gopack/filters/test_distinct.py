"""Rows as numbers, in the order in which they are met."""

from __future__ import annotations

import numpy as np

from slimgo.gopack.filters.amd64 import distinct
from slimgo.gopack.filters.amd64.distinct import WIDTH, Distinct


def rows(*numbers: int) -> np.ndarray:
    made = np.zeros((len(numbers), WIDTH), np.uint8)
    made[:, 3] = numbers
    return made


def test_equal_rows_have_the_number_of_the_first() -> None:
    met = Distinct()
    assert met.add(rows(5, 9, 5, 1)).tolist() == [0, 1, 0, 2]
    assert met.add(rows(1, 7, 9)).tolist() == [2, 3, 1]
    assert met.rows[:, 3].tolist() == [5, 9, 1, 7]


def test_rows_that_want_one_place_in_the_table_keep_their_numbers(monkeypatch) -> None:
    monkeypatch.setattr(distinct, "_BITS", 1)
    met = Distinct()
    every = list(range(100))
    assert met.add(rows(*every)).tolist() == every
    assert met.add(rows(*reversed(every))).tolist() == every[::-1]
