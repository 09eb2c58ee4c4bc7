"""Where a program's functions begin to count, on images small enough to read."""

from __future__ import annotations

import struct

import pytest

from slimgo.gopack.filters import functions
from slimgo.gopack.filters.lines.header import GO_1_18

BASE = 0x400000
TEXT, TABLE, DATA = range(0x100, 0x1100), range(0x2000, 0x2100), range(0x3000, 0x3400)
SECTIONS = {".text": TEXT, ".gopclntab": TABLE}
BEHIND_C = 0x140
"""Where `runtime.text` is: 64 bytes of start-up code stand before it."""
ENTRIES = (0, 64, 160, 176)
NAMES, FUNCTAB = 72, 128


def image(
    *,
    start: int = 0,
    entries: tuple[int, ...] = ENTRIES,
    module: bytes = b"",
    magic: int = 0xFFFFFFF1,
    pointer: int = 8,
) -> bytes:
    """With a line table; start: the address of the text in its header. pointer: bytes of one."""
    made = bytearray(0x4000)
    count = len(entries) - 1
    fields = (magic, 0, 1, pointer, count, 1, start, NAMES, 80, 88, 96, FUNCTAB)
    struct.pack_into("<IHBB8Q", made, TABLE.start, *fields)
    for number, entry in enumerate(entries):
        struct.pack_into("<I", made, TABLE.start + FUNCTAB + 8 * number, entry)
    made[DATA.start + 8 : DATA.start + 8 + len(module)] = module
    return bytes(made)


def moduledata(
    *, text: int, first: int = 0, last: int = ENTRIES[-1], table: int = BASE + TABLE.start
) -> bytes:
    """Its words up to the types' end. first, last: text offsets of minpc and maxpc."""
    words = [0] * 39
    words[0], words[1] = table, table + NAMES
    words[20:23] = text + first, text + last, text
    return struct.pack("<39Q", *words)


def found(made: bytes) -> tuple[int, list[int]]:
    told = functions.read(made, SECTIONS, BASE)
    assert told.text.stop == TEXT.stop
    return told.text.start, told.entries.tolist()


def test_the_header_tells_where_up_to_go_1_25() -> None:
    assert found(image(start=BASE + BEHIND_C)) == (BEHIND_C, list(ENTRIES))


def test_moduledata_tells_where_since_go_1_26() -> None:
    assert found(image(module=moduledata(text=BASE + BEHIND_C))) == (BEHIND_C, list(ENTRIES))


@pytest.mark.parametrize(
    "module",
    [
        b"",
        moduledata(text=BASE + BEHIND_C, first=16),
        moduledata(text=BASE + BEHIND_C, last=ENTRIES[-1] + 16),
        moduledata(text=BASE + BEHIND_C, table=BASE + TABLE.start + 8),
    ],
    ids=["none", "of another first function", "of another last function", "of another table"],
)
def test_without_its_moduledata_they_count_from_the_section(module: bytes) -> None:
    assert found(image(module=module)) == (TEXT.start, list(ENTRIES))


def test_the_second_that_looks_like_moduledata_may_be_the_one() -> None:
    module = moduledata(text=BASE + BEHIND_C, first=16) + moduledata(text=BASE + BEHIND_C)
    assert found(image(module=module)) == (BEHIND_C, list(ENTRIES))


def test_moduledata_cut_short_by_the_image_s_end_is_none() -> None:
    made = image(module=moduledata(text=BASE + BEHIND_C))
    assert found(made[: DATA.start + 8 + 38 * 8]) == (TEXT.start, list(ENTRIES))


@pytest.mark.parametrize(
    "made",
    [
        image(start=BASE + TEXT.start - 16),
        image(start=BASE + TEXT.stop),
        image(start=BASE + TEXT.stop - 16),
        image(start=8),
        image(entries=(0, 160, 64, 176)),
        image(entries=(16, 64, 160, 176)),
        image(pointer=4),
    ],
    ids=["before", "behind", "too late", "far away", "not in order", "not from 0", "unknown"],
)
def test_functions_of_another_text_are_none_of_ours(made: bytes) -> None:
    assert found(made) == (TEXT.start, [])


@pytest.mark.parametrize("magic", [GO_1_18, 0x12345678], ids=["Go 1.18", "drawn by garble"])
def test_the_magic_number_does_not_matter(magic: int) -> None:
    assert found(image(start=BASE + BEHIND_C, magic=magic)) == (BEHIND_C, list(ENTRIES))


def test_without_a_line_table_the_text_is_the_section() -> None:
    told = functions.read(image(), {".text": TEXT}, BASE)
    assert (told.text, told.entries.tolist()) == (TEXT, [])
