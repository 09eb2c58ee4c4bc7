"""Where types are, on images small enough to read."""

from __future__ import annotations

import struct

import pytest

from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.filters import computed_tables, types
from slimgo.gopack.filters.lines.header import GO_1_18

BASE = 0x400000
RODATA, TABLE, DATA = range(0x1000, 0x2000), range(0x2000, 0x2100), range(0x3000, 0x3200)
SECTIONS = {".rodata": RODATA, ".gopclntab": TABLE}
GO_1_20 = 0xFFFFFFF1
NAMES = 72


def image(*, start: int, stop: int, magic: int = GO_1_20, word: int = 37) -> bytearray:
    """Types are at these image offsets, says moduledata from this word on."""
    made = bytearray(0x4000)
    fields = (magic, 0, 1, 8, 1, 1, 0, NAMES, 80, 88, 96, 128)
    struct.pack_into("<IHBB8Q", made, TABLE.start, *fields)
    words = [0] * 39
    words[0], words[1] = BASE + TABLE.start, BASE + TABLE.start + NAMES
    words[word : word + 2] = BASE + start, BASE + stop
    struct.pack_into("<39Q", made, DATA.start, *words)
    return made


def test_a_section_of_their_own_is_taken() -> None:
    own = range(0x100, 0x200)
    made = bytes(image(start=0x1100, stop=0x2000))
    assert types.find(made, SECTIONS | {".go.type": own}, BASE) == own


@pytest.mark.parametrize(("magic", "word"), [(GO_1_20, 37), (GO_1_18, 35)])
def test_before_moduledata_tells_where_they_are(magic: int, word: int) -> None:
    made = bytes(image(start=0x1100, stop=0x2000, magic=magic, word=word))
    assert types.find(made, SECTIONS, BASE) == range(0x1100, 0x2000)


def test_they_end_before_a_computed_table() -> None:
    made = image(start=0x1100, stop=0x2000)
    box = computed_tables.aes_box()
    made[0x1800 : 0x1800 + len(box)] = box
    assert types.find(bytes(made), SECTIONS, BASE) == range(0x1100, 0x1800)


@pytest.mark.parametrize(
    ("start", "stop"), [(0xFF8, 0x2000), (0x1100, 0x2008), (0x1200, 0x1100), (0, 0)]
)
def test_what_does_not_stand_in_rodata_is_none(start: int, stop: int) -> None:
    with pytest.raises(FilterNotApplicable, match=r"there is no \.go\.type"):
        types.find(bytes(image(start=start, stop=stop)), SECTIONS, BASE)


def test_without_a_line_table_there_are_none() -> None:
    with pytest.raises(FilterNotApplicable, match=r"there is no \.go\.type"):
        types.find(bytes(0x4000), {".rodata": RODATA}, BASE)
