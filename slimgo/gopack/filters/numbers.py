"""Tables of numbers as differences, and by bytes of equal weight.

Where they are is found by trial: a window at a time, in constants and data that no other filter
has. They stay where they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import zstandard

WINDOW = 1024
"""Bytes. A window begins at a multiple of it, counted from the image's start."""

_LEVEL = 3
_WORTH = 0.8
"""A window must fall to so much of its size, packed alone: it will not be packed alone."""

_LEAST = 200
"""Bytes that a window must have, packed alone, to be looked at."""

_TEXT = 0.6
"""Of a window that is text, so much is printable: it is not looked at."""

_PLACE_BITS, _RUN_BITS = 20, 5
_LAG_BITS = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """How numbers stand. width: bytes of each: 1, 2 or 4. lag: of which one before each is the
    difference, 0 for no differences. planes: all first bytes, then all second ones, …"""

    width: int
    lag: int
    planes: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """Windows of one form that follow each other. place: of the first, in the image."""

    place: int
    windows: int
    form: Form

    @property
    def word(self) -> int:
        """As it stands in the header."""
        form = self.form
        kind = form.planes << 6 | (form.width >> 1) << _LAG_BITS | form.lag
        return self.place // WINDOW << 12 | kind << _RUN_BITS | self.windows - 1

    @staticmethod
    def of(word: int) -> Run:
        """Of a word of the header."""
        kind = word >> _RUN_BITS & 127
        form = Form(width=1 << (kind >> _LAG_BITS & 3), lag=kind & 15, planes=bool(kind >> 6))
        return Run(place=(word >> 12) * WINDOW, windows=(word & 31) + 1, form=form)


FORMS = tuple(
    Form(width=width, lag=lag, planes=planes)
    for width, lags in ((1, (2, 3, 4, 6, 8, 12)), (2, (0, 1, 2, 3, 4, 6, 8, 12)), (4, range(5)))
    for lag in lags
    for planes in ((False,) if width == 1 else (False, True))
    if lag or planes
)
"""Those that are tried: records of up to twelve bytes, or numbers alone."""


def find(image: bytes, within: Sequence[range]) -> tuple[Run, ...]:
    """within: the image ranges to look at."""
    starts = np.fromiter(_windows(within), np.int64)
    whole = np.frombuffer(image, np.uint8)
    best: dict[int, Form] = {}
    for some in np.array_split(starts, len(starts) // _AT_ONCE + 1):
        windows = whole[some[:, None] + np.arange(WINDOW)]
        for at, form in _best(windows):
            best[int(some[at])] = form
    return tuple(_runs(best))


def apart(windows: npt.NDArray[np.uint8], form: Form) -> npt.NDArray[np.uint8]:
    """Windows, one a row, in a form."""
    numbers = windows.view(f"<u{form.width}")
    made = numbers.copy()
    if form.lag:
        made[:, form.lag :] -= numbers[:, : -form.lag]
    by_byte = made.view(np.uint8).reshape(len(windows), -1, form.width)
    if form.planes:
        by_byte = by_byte.transpose(0, 2, 1)
    return np.ascontiguousarray(by_byte).reshape(len(windows), -1)


def split(image: bytes, run: Run) -> bytes:
    """What stands instead of a run."""
    whole = np.frombuffer(image, np.uint8, run.windows * WINDOW, run.place)
    return apart(whole.reshape(-1, WINDOW), run.form).tobytes()


def join(image: bytearray, run: Run) -> None:
    """Writes what was there."""
    for at in range(run.place, run.place + run.windows * WINDOW, WINDOW):
        image[at : at + WINDOW] = together(bytes(image[at : at + WINDOW]), run.form)


def together(window: bytes, form: Form) -> bytes:
    """One window, back from its form."""
    made: npt.NDArray[np.uint8] = np.frombuffer(window, np.uint8)
    if form.planes:
        made = made.reshape(form.width, -1).T
    numbers = np.ascontiguousarray(made).reshape(-1).view(f"<u{form.width}").copy()
    if form.lag:
        for first in range(form.lag):
            column = numbers[first :: form.lag]
            column[:] = np.cumsum(column, dtype=column.dtype)
    return numbers.tobytes()


_AT_ONCE = 4096
"""Windows, which bounds the memory."""


def _windows(within: Sequence[range]) -> Iterator[int]:
    for where in within:
        first = -(-where.start // WINDOW) * WINDOW
        yield from range(first, where.stop - WINDOW + 1, WINDOW)


def _best(windows: npt.NDArray[np.uint8]) -> Iterator[tuple[int, Form]]:
    """Row and form of those that a form makes much smaller."""
    printable = ((windows >= ord(" ")) & (windows <= ord("~"))).mean(axis=1)
    rows = np.flatnonzero(printable < _TEXT)
    plain = _packed(windows[rows])
    rows, plain = rows[plain >= _LEAST], plain[plain >= _LEAST]
    if not len(rows):
        return
    asked = windows[rows]
    sizes = np.array([_packed(apart(asked, form)) for form in FORMS])
    chosen = sizes.argmin(axis=0)
    least = sizes[chosen, np.arange(len(rows))]
    for at in np.flatnonzero(least < _WORTH * plain):
        yield int(rows[at]), FORMS[chosen[at]]


def _packed(windows: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """Bytes of each, packed alone."""
    compressor = zstandard.ZstdCompressor(level=_LEVEL)
    return np.array([len(compressor.compress(window)) for window in windows], np.int64)


def _runs(best: dict[int, Form]) -> Iterator[Run]:
    places = [place for place in sorted(best) if place < WINDOW << _PLACE_BITS]
    at = 0
    while at < len(places):
        place, windows = places[at], 1
        form = best[place]
        while windows < 1 << _RUN_BITS and best.get(place + windows * WINDOW) == form:
            windows += 1
        yield Run(place=place, windows=windows, form=form)
        at += windows
