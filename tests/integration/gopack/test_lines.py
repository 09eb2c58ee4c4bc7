"""The line-table filter on programs of Go's: its own join and the stub's bring every byte back."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from elftools.elf.elffile import ELFFile

from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.filters import functions, text_amd64
from slimgo.gopack.filters.lines import header, layout
from slimgo.gopack.filters.lines import join as python_join
from slimgo.gopack.filters.lines import split as split_lines
from slimgo.gopack.machines import BY_GOARCH
from slimgo.gopack.read_elf import read_executable
from slimgo.gopack.streams import directory
from tests.integration.gopack.host import library
from tests.integration.gopack.noted import noted
from tests.integration.gopack.programs import build_source

MACHINES = tuple(BY_GOARCH)
MODES = {"amd64": text_amd64.AMD64, "386": text_amd64.I386}
GARBAGE = 0x5A
AROUND = 64
PART = """
#include "lines.h"
#include "notes.h"
struct known {
    struct scan ahead, scan;
    struct code found, lists, code;
    struct notes notes;
    const u32 *entries;
    const u8 *next;
    u32 functions, noted, waits, calls, all;
};
static void scan_next(struct known *k, struct scan *scan, struct code *code, u32 i)
{
    scan_function(scan, code, k->entries[i], k->entries[i + 1] - k->entries[i]);
}
static void note_ahead(struct known *k)
{
    while (k->noted < k->functions) {
        if (!k->waits)
            scan_next(k, &k->ahead, &k->found, k->noted);
        k->waits = !put_note(&k->notes, &k->found, k->notes.taken);
        if (k->waits)
            return;
        k->noted++;
    }
}
static const struct code *known_code(void *from, u32 i)
{
    struct known *k = from;
    k->calls++;
    k->code = k->lists;
    if (k->all)
        note_ahead(k);
    if (!k->all || !take_note(&k->notes, &k->code)) {
        if (k->all)
            k->scan.overhang = k->code.first;
        k->scan.lengths = k->next;
        scan_next(k, &k->scan, &k->code, i);
    }
    place_instructions(&k->code, k->next);
    k->next += VARIED ? k->code.instructions : 0;
    return &k->code;
}
u64 work_size(const u8 *content) { return lines_work_size(content); }
static u64 lay_out(struct known *k, u64 at, u64 largest)
{
    u64 start = at;
    at += lay_out_code(&k->lists, at, largest);
    at += lay_out_code(&k->found, at, largest);
    k->notes.words = (u32 *)at;
    return at + 4 * RING - start;
}
u64 scan_size(u64 largest)
{
    struct known known;
    return lay_out(&known, 0, largest);
}
u32 join(u8 *work, u8 *image, const u8 *content, const u8 *text, const u8 *lengths,
         const u32 *entries, u8 *scratch, u32 functions, u64 largest, int all)
{
    struct known known = {.entries = entries, .next = lengths, .functions = functions, .all = all};
    lay_out(&known, (u64)scratch, largest);
    known.scan.text_start = known.ahead.text_start = text;
    known.scan.lengths = known.ahead.lengths = lengths;
    join_lines(work, image, content, entries, known_code, &known);
    return known.calls;
}
"""
SOURCE = """package main

import (
    "encoding/json"
    "fmt"
    "os"
    "sort"
)

func main() {
    defer fmt.Println("done")
    sort.Strings(os.Args)
    json.NewEncoder(os.Stdout).Encode(os.Args)
}
"""


@dataclass(frozen=True, kw_only=True)
class Program:
    goarch: str
    image: bytes
    table: range
    text: range
    lengths: npt.NDArray[np.uint8]
    entries: npt.NDArray[np.uint32]


def program_of(path: Path) -> Program:
    """The memory image of a program without relocation, as far as the file has it."""
    with path.open("rb") as file:
        elf = ELFFile(file)
        loads = [part for part in elf.iter_segments() if part["p_type"] == "PT_LOAD"]
        base = loads[0]["p_vaddr"]
        image = bytearray(loads[-1]["p_vaddr"] + loads[-1]["p_filesz"] - base)
        for part in loads:
            at = part["p_vaddr"] - base
            image[at : at + part["p_filesz"]] = part.data()
        sections = {
            part.name: range(part["sh_addr"] - base, part["sh_addr"] - base + part["sh_size"])
            for part in elf.iter_sections()
            if part["sh_addr"]
        }
        goarch = read_executable(path.read_bytes()).goarch
    found = functions.read(bytes(image), sections, base)
    code = bytes(image[found.text.start : found.text.stop])
    return Program(
        goarch=goarch,
        image=bytes(image),
        table=sections[".gopclntab"],
        text=found.text,
        lengths=text_amd64.lengths(code, MODES[goarch])
        if goarch in MODES
        else np.zeros(0, np.uint8),
        entries=found.entries,
    )


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Program]:
    room = tmp_path_factory.mktemp("lines")
    done: dict[tuple[str, ...], Program] = {}

    def build(machine: str, *flags: str) -> Program:
        if (machine, *flags) not in done:
            build_source(SOURCE, room / "program", machine, *flags)
            done[machine, *flags] = program_of(room / "program")
        return done[machine, *flags]

    return build


@pytest.fixture(scope="session")
def joins(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ctypes.CDLL]:
    """The stub's join for the text of each machine."""
    made = {}
    for machine in MACHINES:
        folder = tmp_path_factory.mktemp(machine)
        made[machine] = library(folder, f"#define TEXT_{machine.upper()}\n{PART}")
        made[machine].work_size.restype = made[machine].scan_size.restype = ctypes.c_uint64
    return made


def back(program: Program, join: ctypes.CDLL, *, ahead: bool = True) -> int:
    """Both joins bring the program back from garbage; how many packed bytes stand for how many."""
    streams, claimed = _split(program)
    spoiled = bytearray(program.image)
    spoiled[claimed.start : claimed.stop] = bytes([GARBAGE]) * len(claimed)
    ours = bytearray(spoiled)
    python_join(ours, streams, program.lengths, program.entries, goarch=program.goarch)
    assert ours == program.image

    content = ctypes.create_string_buffer(directory(streams) + b"".join(streams) + bytes(32))
    size = join.work_size(content)
    work = ctypes.create_string_buffer(bytes(size) + bytes([GARBAGE]) * AROUND)
    room = ctypes.create_string_buffer(bytes(AROUND) + bytes(spoiled) + bytes(AROUND))
    text = program.image[program.text.start : program.text.stop]
    marked = program.lengths
    if len(marked):
        marked = marked | noted(text, marked, program.goarch)
    sizes = ctypes.create_string_buffer(bytes(marked) + bytes(AROUND))
    entries = ctypes.create_string_buffer(program.entries.tobytes())
    image = ctypes.addressof(room) + AROUND
    functions = len(program.entries) - 1
    largest = ctypes.c_uint64(int(np.diff(program.entries).max(initial=0)))
    scan_size = join.scan_size(largest)
    scan = ctypes.create_string_buffer(bytes([GARBAGE]) * (scan_size + AROUND))
    calls = join.join(
        work,
        ctypes.c_void_p(image),
        content,
        ctypes.c_void_p(image + program.text.start),
        sizes,
        entries,
        scan,
        functions,
        largest,
        ahead,
    )
    assert calls >= functions
    assert room.raw[AROUND:-1] == program.image + bytes(AROUND)
    assert work.raw[size:-1] == bytes([GARBAGE]) * AROUND
    assert scan.raw[scan_size:-1] == bytes([GARBAGE]) * AROUND
    return len(claimed)


def _split(program: Program) -> tuple[tuple[bytes, ...], range]:
    split = split_lines(
        program.image,
        program.table,
        program.text,
        program.lengths,
        program.entries,
        goarch=program.goarch,
    )
    return split.streams, split.claimed[0]


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("flags", [("-ldflags=-s -w",), (), ("-gcflags=all=-l",)])
def test_every_byte_comes_back(
    built: Callable[..., Program],
    joins: dict[str, ctypes.CDLL],
    machine: str,
    flags: tuple[str, ...],
) -> None:
    program = built(machine, *flags)
    claimed = back(program, joins[machine])
    assert back(program, joins[machine], ahead=False) == claimed
    assert claimed > len(program.table) * 0.7


@pytest.mark.parametrize("seed", range(24))
def test_a_record_that_does_not_fit_is_told_by_itself(
    built: Callable[..., Program], joins: dict[str, ctypes.CDLL], seed: int
) -> None:
    """Fields of records and inlining trees spoiled by chance: all others are told as before."""
    machine = MACHINES[seed % len(MACHINES)]
    whole = built(machine, "-ldflags=-s -w")
    chance = np.random.default_rng(seed)
    table = layout.read(whole.image, whole.table)
    image = bytearray(whole.image)
    records = np.frombuffer(image, np.uint32, 2 * table.functions, table.functab)[1::2].tolist()
    for _ in range(20):
        record = table.functab + int(chance.choice(records))
        field = int(chance.choice([4, 8, 12, 32, 36, 40, 41, 42]))
        image[record + field] = int(chance.integers(0, 128))
    data = -(-(table.functab + table.records_end) // table.pointer) * table.pointer
    trees = table.data_offset[(table.data_index == 3) & (table.data_offset != layout.NONE)]
    for _ in range(20):
        at = data + int(chance.choice(trees)) + int(chance.integers(0, 16))
        image[at] = int(chance.integers(0, 128))
    before = sum(map(len, _split(whole)[0]))
    spoiled = replace(whole, image=bytes(image))
    back(spoiled, joins[machine])
    assert sum(map(len, _split(spoiled)[0])) < before * 1.05


@pytest.mark.parametrize("seed", range(40))
def test_a_spoiled_table_comes_back_or_is_not_for_us(
    built: Callable[..., Program], joins: dict[str, ctypes.CDLL], seed: int
) -> None:
    whole = built("amd64", "-ldflags=-s -w")
    chance = np.random.default_rng(seed)
    table = layout.read(whole.image, whole.table)
    image = bytearray(whole.image)
    low, high = [
        (table.pctab, table.functab),
        (table.functab, table.stop),
        (table.start, table.start + 72),
        (table.start, table.stop),
    ][seed % 4]
    for _ in range(int(chance.choice([1, 3, 30]))):
        image[int(chance.integers(low, high))] ^= 1 << int(chance.integers(0, 8))
    spoiled = replace(whole, image=bytes(image))
    try:
        _split(spoiled)
    except FilterNotApplicable:
        return
    back(spoiled, joins["amd64"])


def test_a_table_of_go_1_18_is_not_for_us(built: Callable[..., Program]) -> None:
    whole = built("amd64", "-ldflags=-s -w")
    image = bytearray(whole.image)
    struct.pack_into("<I", image, whole.table.start, header.GO_1_18)
    with pytest.raises(FilterNotApplicable, match=r"of Go 1\.18 or 1\.19"):
        _split(replace(whole, image=bytes(image)))


@pytest.mark.parametrize("machine", MACHINES)
def test_a_table_as_garble_writes_it_comes_back(
    built: Callable[..., Program], joins: dict[str, ctypes.CDLL], machine: str
) -> None:
    """It draws the magic number, and hides each record's entry behind its name's place."""
    whole = built(machine, "-ldflags=-s -w")
    image = bytearray(whole.image)
    struct.pack_into("<I", image, whole.table.start, 0xD2CB0333)
    table = layout.read(whole.image, whole.table)
    records = np.frombuffer(image, np.uint32, 2 * table.functions, table.functab)[1::2].tolist()
    for record in records:
        entry, name = struct.unpack_from("<2I", image, table.functab + record)
        hidden = entry ^ name * 0x5DEECE66 & 0xFFFFFFFF
        struct.pack_into("<I", image, table.functab + record, hidden)
    garbled = replace(whole, image=bytes(image))
    assert back(garbled, joins[machine]) == back(whole, joins[machine])
    told = sum(map(len, _split(garbled)[0])) - sum(map(len, _split(whole)[0]))
    assert told < 11 * table.functions


def test_another_text_is_not_for_us(built: Callable[..., Program]) -> None:
    whole = built("amd64", "-ldflags=-s -w")
    entries = whole.entries.copy()
    entries[5] += 1
    with pytest.raises(FilterNotApplicable, match="other functions"):
        _split(replace(whole, entries=entries))
