"""Tables of numbers made by hand: found, taken apart, and back."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from slimgo.gopack.filters.numbers import (
    FORMS,
    WINDOW,
    Form,
    Run,
    apart,
    find,
    join,
    split,
    together,
)


def noise(size: int) -> bytes:
    return np.random.default_rng(4).integers(0, 256, size, np.uint8).tobytes()


def rising(count: int, step: int) -> npt.NDArray[np.uint16]:
    """Numbers that look random byte by byte, and of which the differences are small."""
    steps = np.random.default_rng(4).integers(step, 3 * step, count, np.uint16)
    return np.cumsum(steps, dtype=np.uint16)


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_each_form_comes_back(form: Form) -> None:
    window = noise(WINDOW)
    made = apart(np.frombuffer(window, np.uint8).reshape(1, -1), form).tobytes()
    assert made != window
    assert together(made, form) == window


@pytest.mark.parametrize("form", FORMS, ids=str)
@pytest.mark.parametrize("windows", [1, 32])
def test_each_run_comes_back_from_its_word(form: Form, windows: int) -> None:
    run = Run(place=((1 << 20) - 1) * WINDOW, windows=windows, form=form)
    assert 0 <= run.word < 1 << 32
    assert Run.of(run.word) == run


def test_a_table_of_rising_numbers_is_found_among_other_things() -> None:
    text = b"what is printable is not looked at " * 100
    table = rising(2 * WINDOW, 40).tobytes()
    image = noise(3 * WINDOW) + table + text + bytes(5 * WINDOW)
    runs = find(image, [range(len(image))])
    assert runs == (Run(place=3 * WINDOW, windows=4, form=runs[0].form),)
    assert runs[0].form.lag == 1
    assert runs[0].form.width == 2


def test_a_record_of_three_numbers_is_found() -> None:
    columns = [rising(WINDOW, step) for step in (40, 90, 150)]
    image = np.stack(columns, axis=1).tobytes()
    assert {run.form.lag % 3 for run in find(image, [range(len(image))])} == {0}


def test_only_whole_windows_within_are_looked_at() -> None:
    image = rising(4 * WINDOW, 40).tobytes()
    runs = find(image, [range(100, 3 * WINDOW + 100), range(4 * WINDOW, 4 * WINDOW + 99)])
    assert [(run.place, run.windows) for run in runs] == [(WINDOW, 2)]
    assert find(image, []) == ()


def test_no_run_is_too_long_for_its_word() -> None:
    image = np.tile(rising(WINDOW // 2, 40), 40).tobytes()
    assert [run.windows for run in find(image, [range(len(image))])] == [32, 8]


def test_the_image_comes_back() -> None:
    image = noise(WINDOW) + rising(WINDOW, 40).tobytes() + noise(WINDOW)
    (run,) = find(image, [range(len(image))])
    kept = bytearray(image)
    kept[run.place : run.place + run.windows * WINDOW] = split(image, run)
    assert bytes(kept) != image
    join(kept, run)
    assert bytes(kept) == image
