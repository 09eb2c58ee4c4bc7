"""Tables that a definition gives, which look random to a compressor: only their places are kept."""

from __future__ import annotations

from collections.abc import Sequence

from slimgo.gopack.filters import computed_tables as tables

_TABLES = (
    tables.p256,
    tables.powers_down,
    tables.powers_up,
    tables.aes_rounds,
    tables.aes_box,
    tables.aes_unbox,
    tables.ml_dsa,
)
"""In the order of the places in the header."""

ABSENT = (0,) * len(_TABLES)
"""The places where there is no table: 0 is that of the ELF header."""


def find(
    image: bytes, within: Sequence[range], *, wide: bool = True
) -> tuple[tuple[int, ...], tuple[range, ...]]:
    """The place of each table, and the image ranges that join fills.

    within: the image ranges of constants and data. wide: for a machine of 64 bits; the stubs of the
    others cannot compute P-256's. A table is looked for byte by byte, and taken once.
    """
    places = []
    claimed = []
    for make in _TABLES:
        if make is tables.p256 and not wide:
            places.append(0)
            continue
        table = make()
        found = (image.find(table, where.start, where.stop) for where in within)
        place = max(found, default=-1)
        places.append(max(place, 0))
        if place > 0:
            claimed.append(range(place, place + len(table)))
    return tuple(places), tuple(claimed)


def join(image: bytearray, places: Sequence[int]) -> None:
    """Writes the tables where they were."""
    for place, make in zip(places, _TABLES, strict=True):
        if place:
            table = make()
            image[place : place + len(table)] = table
