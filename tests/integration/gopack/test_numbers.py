"""The stub's join of tables of numbers against the filter."""

from __future__ import annotations

import ctypes
from pathlib import Path

import numpy as np

from slimgo.gopack.filters.numbers import FORMS, WINDOW, Run, split
from tests.integration.gopack.host import library

_PART = """
#include "numbers.h"
void join(u8 *image, const u32 *words, u32 count) { join_numbers(image, words, count); }
"""


def test_the_stub_restores_every_form(tmp_path: Path) -> None:
    image = (
        np.random.default_rng(4).integers(0, 256, (3 * len(FORMS) + 1) * WINDOW, np.uint8).tobytes()
    )
    runs = [
        Run(place=(3 * at + 1) * WINDOW, windows=1 + at % 2, form=form)
        for at, form in enumerate(FORMS)
    ]
    kept = bytearray(image)
    for run in runs:
        kept[run.place : run.place + run.windows * WINDOW] = split(image, run)
    room = ctypes.create_string_buffer(bytes(kept), len(kept))
    words = (ctypes.c_uint32 * len(runs))(*(run.word for run in runs))
    library(tmp_path, _PART).join(room, words, len(runs))
    assert room.raw == image
