"""A Go program spoiled as a later release of Go might change it, or as somebody hostile would."""

from __future__ import annotations

import random
from collections.abc import Callable

from slimgo.gopack.filters import computed_tables
from tests.integration.gopack.elf_bytes import ElfBytes

Spoil = Callable[[ElfBytes], None]

APPLIES = ""
LINES = "lines: left out, the line table is of an unknown layout"
STEPS = "lines: left out, the line table counts in steps of 2"
PARTS = "lines: left out, the parts of the line table are not in the known order"
OLD = "lines: left out, the line table is that of Go 1.18 or 1.19"
ORDER = "lines: left out, the functions of the line table do not follow each other"
MORE = "lines: left out, a function has more tables than any known Go makes"
PLACES = "lines: left out, the functions of the line table are not where they should be"
OTHERS = "lines: left out, the functions of the line table are not those of the text"
NAMES = "lines: left out, a function's name is not among the names"
NO_TABLE = "lines: left out, there is no .gopclntab"

_LINES = ".gopclntab"
_NAMES_AT, _UNITS_AT, _FILES_AT, _PCTAB_AT, _FUNCTAB_AT = range(32, 72, 8)
"""Where the line table's header has the places of its parts (runtime/symtab.go, pcHeader)."""
_FINDFUNCTAB_AT = 152
"""Where moduledata has the address of findfunctab (runtime/symtab.go)."""
_ENTRY, _PHOFF, _SHOFF, _PHNUM, _SHNUM, _SHSTRNDX = 24, 32, 40, 56, 60, 62
"""Places in the ELF header."""
_LOAD = 1
_OFFSET, _ADDRESS, _MEMORY_SIZE, _ALIGN = 8, 16, 40, 48
"""Places in a program header."""


def _line_table(at: int, form: str, *values: int) -> Spoil:
    return lambda elf: elf.put(elf.section(_LINES).start + at, form, *values)


def _line_table_more(at: int, by: int) -> Spoil:
    """A number of 8 bytes in the line table's header, made larger."""

    def spoil(elf: ElfBytes) -> None:
        place = elf.section(_LINES).start + at
        elf.put(place, "<Q", elf.get(place, "<Q") + by)

    return spoil


def _functab(elf: ElfBytes) -> int:
    start = elf.section(_LINES).start
    return start + elf.get(start + _FUNCTAB_AT, "<Q")


def _functions_in_other_order(elf: ElfBytes) -> None:
    one, two = _functab(elf) + 8 * 100, _functab(elf) + 8 * 101
    elf.data[one : one + 8], elf.data[two : two + 8] = (
        elf.data[two : two + 8],
        elf.data[one : one + 8],
    )


def _record_of_the_next(elf: ElfBytes) -> None:
    at = _functab(elf) + 8 * 100 + 4
    elf.put(at, "<I", elf.get(at + 8, "<I"))


def _entries_run_backwards(elf: ElfBytes) -> None:
    at = _functab(elf) + 8 * 100
    entry = elf.get(at + 8, "<I") + 64
    elf.put(at, "<I", entry)
    elf.put(_functab(elf) + elf.get(at + 4, "<I"), "<I", entry)


def _name_without_end(elf: ElfBytes) -> None:
    start = elf.section(_LINES).start
    elf.put(start + elf.get(start + _UNITS_AT, "<Q") - 1, "B", ord("x"))


def _find_function_table(elf: ElfBytes) -> None:
    address = elf.get(elf.section(".go.module").start + _FINDFUNCTAB_AT, "<Q")
    elf.data[elf.place(address) + 1000] ^= 1


def _random(section: str, share: float, seed: int) -> Spoil:
    """Random bytes over this share of the section, in its middle."""

    def spoil(elf: ElfBytes) -> None:
        there = elf.section(section)
        size = int(len(there) * share)
        start = there.start + (len(there) - size) // 2
        elf.data[start : start + size] = random.Random(seed).randbytes(size)  # noqa: S311 -- the same bytes each time

    return spoil


def _random_tables(elf: ElfBytes) -> None:
    """Forty bytes of pctab."""
    start = elf.section(_LINES).start
    dice = random.Random(3)  # noqa: S311 -- the same bytes each time
    for _ in range(40):
        at = dice.randrange(elf.get(start + _PCTAB_AT, "<Q"), elf.get(start + _FUNCTAB_AT, "<Q"))
        elf.data[start + at] = dice.randrange(256)


def _random_records(elf: ElfBytes) -> None:
    """Forty bytes of what stands behind functab: records, trees, funcdata."""
    there, dice = elf.section(_LINES), random.Random(5)  # noqa: S311 -- the same
    first = _functab(elf) + 8 * elf.get(there.start + 8, "<Q") + 4
    for _ in range(40):
        elf.data[dice.randrange(first, there.stop)] = dice.randrange(256)


def _computed_table(elf: ElfBytes) -> None:
    at = elf.data.find(computed_tables.powers_up())
    assert at > 0
    elf.data[at + 5000] ^= 1


def _module_shifted(elf: ElfBytes) -> None:
    there = elf.section(".go.module")
    elf.data[there.start : there.stop] = bytes(8) + elf.data[there.start : there.stop - 8]


def _renamed(old: str, new: str) -> Spoil:
    def spoil(elf: ElfBytes) -> None:
        at = elf.data.rindex(old.encode() + b"\0")
        elf.data[at : at + len(new)] = new.encode()

    return spoil


def _header(at: int, form: str, *values: int) -> Spoil:
    """A field of the ELF header."""
    return lambda elf: elf.put(at, form, *values)


_SH_ADDR, _SH_SIZE = 16, 32
"""Places in a section's header."""


def _section(name: str, at: int, change: Callable[[int], int]) -> Spoil:
    """A field of 8 bytes of a section's header."""

    def spoil(elf: ElfBytes) -> None:
        place = elf.section_header(name) + at
        elf.put(place, "<Q", change(elf.get(place, "<Q")))

    return spoil


def _text_over_the_types(elf: ElfBytes) -> None:
    header, end = elf.section_header(".text"), elf.section(".go.type").stop
    elf.put(header + _SH_SIZE, "<Q", end - elf.section(".text").start)


def _segment(number: int, at: int, change: Callable[[int], int]) -> Spoil:
    """A field of 8 bytes of the program header of a loaded segment."""

    def spoil(elf: ElfBytes) -> None:
        place = elf.segments(_LOAD)[number] + at
        elf.put(place, "<Q", change(elf.get(place, "<Q")))

    return spoil


def _swapped(one: int, two: int) -> Spoil:
    """Two program headers, by number."""

    def spoil(elf: ElfBytes) -> None:
        first, second = elf.program_header(one), elf.program_header(two)
        elf.data[first : first + 56], elf.data[second : second + 56] = (
            elf.data[second : second + 56],
            elf.data[first : first + 56],
        )

    return spoil


def _record_outside(elf: ElfBytes) -> None:
    elf.put(_functab(elf) + 8 * 100 + 4, "<I", 1 << 30)


def _no_sections(elf: ElfBytes) -> None:
    elf.put(_SHOFF, "<Q", 0)
    elf.put(_SHNUM, "<H", 0)


def _entry_in_a_gap(elf: ElfBytes) -> None:
    """Behind all segments' pages but the last one's end of memory."""
    last = elf.segments(_LOAD)[-1]
    elf.put(_ENTRY, "<Q", elf.get(last + _ADDRESS, "<Q") + elf.get(last + _MEMORY_SIZE, "<Q") + 1)


SPOILED: dict[str, tuple[Spoil, str]] = {
    "magic": (_line_table(0, "<I", 0xFFFFFFF2), APPLIES),
    "magic of Go 1.18": (_line_table(0, "<I", 0xFFFFFFF0), OLD),
    "padding": (_line_table(4, "B", 1), LINES),
    "quantum": (_line_table(6, "B", 2), STEPS),
    "pointer size": (_line_table(7, "B", 4), PARTS),
    "a function more": (_line_table_more(8, 1), MORE),
    "a function fewer": (_line_table_more(8, -1), ORDER),
    "many functions": (_line_table(8, "<Q", 1 << 40), PARTS),
    "no functions": (_line_table(8, "<Q", 0), PLACES),
    "text start": (_line_table(24, "<Q", 64), OTHERS),
    "names shifted": (_line_table_more(_NAMES_AT, 8), APPLIES),
    "units shifted": (_line_table_more(_UNITS_AT, 4), APPLIES),
    "files far away": (_line_table_more(_FILES_AT, 1 << 40), PARTS),
    "pctab shifted": (_line_table_more(_PCTAB_AT, 8), "lines: left out, the tables of pctab"),
    "functab shifted": (_line_table_more(_FUNCTAB_AT, 8), MORE),
    "functions in other order": (_functions_in_other_order, ORDER),
    "overlapping records": (_record_of_the_next, ORDER),
    "record outside": (_record_outside, PLACES),
    "entries run backwards": (_entries_run_backwards, OTHERS),
    "name without end": (_name_without_end, NAMES),
    "findfunctab": (_find_function_table, APPLIES),
    "random pctab": (_random_tables, "lines: left out, pctab is not made of tables"),
    "random records": (_random_records, MORE),
    "part of the text": (_random(".text", 0.1, 1), APPLIES),
    "the whole text": (_random(".text", 1, 2), "text-amd64: left out, it does not pay"),
    "part of the types": (_random(".go.type", 0.1, 5), APPLIES),
    "all types": (_random(".go.type", 1, 6), "types: left out, it does not pay"),
    "computed table": (_computed_table, "computed: left out, it has none of the tables"),
    "module data": (_module_shifted, APPLIES),
    "line table renamed": (_renamed(".gopclntab", ".gopclntax"), NO_TABLE),
    "text renamed": (_renamed(".text", ".texu"), "text-amd64: left out, there is no .text"),
    "types renamed": (_renamed(".go.type", ".go.typf"), "types: left out, there is no .go.type"),
    "no section headers": (_no_sections, "text-amd64: left out, there is no .text"),
    "section names outside": (_header(_SHSTRNDX, "<H", 999), "types: left out, there is no"),
    "text beyond the file": (
        _section(".text", _SH_SIZE, lambda size: size + (1 << 33)),
        "text-amd64: left out, there is no .text",
    ),
    "line table beyond the file": (_section(_LINES, _SH_SIZE, lambda n: n + (1 << 33)), NO_TABLE),
    "text over what follows": (_section(".text", _SH_SIZE, lambda size: size + 0x1800), APPLIES),
    "text over the types": (_text_over_the_types, "left out, "),
    "text a byte late": (_section(".text", _SH_ADDR, lambda address: address + 1), OTHERS),
    "line table half": (_section(_LINES, _SH_SIZE, lambda size: size // 2), PARTS),
    "line table in the text": (_section(_LINES, _SH_ADDR, lambda _: 0x402000), LINES),
    "types over the line table": (
        _section(".go.type", _SH_ADDR, lambda at: at - 0x20000),
        "types: left out, it does not pay",
    ),
    "other program headers first": (_swapped(0, 5), APPLIES),
    "a program header more": (_header(_PHNUM, "<H", 7), APPLIES),
    "odd alignment": (_segment(1, _ALIGN, lambda _: 3), APPLIES),
}
"""What is done to the program, and which line of --explain tells the consequence; none where all
filters apply."""

BROKEN: dict[str, tuple[Spoil, str]] = {
    "segments in other order": (_swapped(2, 3), "not in order"),
    "many program headers": (_header(_PHNUM, "<H", 60000), "cannot be read as ELF"),
    "program headers outside": (_header(_PHOFF, "<Q", 1 << 40), "cannot be read as ELF"),
    "overlapping segments": (_segment(1, _ADDRESS, lambda at: at - 0x2000), "overlap"),
    "segment beyond 2 GB": (_segment(2, _ADDRESS, lambda at: at + (1 << 32)), "too far apart"),
    "segment beyond all": (_segment(2, _ADDRESS, lambda at: at + (1 << 63)), "too far apart"),
    "memory beyond 2 GB": (_segment(2, _MEMORY_SIZE, lambda _: 1 << 32), "too far apart"),
    "memory beyond all": (_segment(2, _MEMORY_SIZE, lambda _: (1 << 64) - 1), "too far apart"),
    "offset beyond all": (_segment(1, _OFFSET, lambda _: (1 << 64) - 4096), "the file is cut off"),
    "less memory than file": (
        _segment(1, _MEMORY_SIZE, lambda size: size // 2),
        "a segment larger",
    ),
    "address 0": (_segment(0, _ADDRESS, lambda _: 0), "address 0"),
    "entry before the program": (_header(_ENTRY, "<Q", 0x100), "entry"),
    "entry behind the program": (_header(_ENTRY, "<Q", 1 << 45), "entry"),
    "entry in a gap": (_entry_in_a_gap, "entry"),
    "section headers outside": (_header(_SHOFF, "<Q", 1 << 40), "cannot be read as ELF"),
    "many section headers": (_header(_SHNUM, "<H", 60000), "cannot be read as ELF"),
}
"""What is done to the program, and a word of the line that refuses it."""
