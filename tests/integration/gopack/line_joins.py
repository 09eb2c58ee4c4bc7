"""The stub's join of line tables, held against the one in Python, and what it is tried on."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from elftools.elf.elffile import ELFFile

from slimgo.gopack.filters import functions, text_amd64
from slimgo.gopack.filters.lines import join as python_join
from slimgo.gopack.filters.lines import split as split_lines
from slimgo.gopack.read_elf import read_executable
from slimgo.gopack.streams import directory
from tests.integration.gopack.host import library
from tests.integration.gopack.noted import noted

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


def join_of(machine: str, folder: Path) -> ctypes.CDLL:
    """The stub's join for the text of a machine, compiled in the folder."""
    made = library(folder, f"#define TEXT_{machine.upper()}\n{PART}")
    made.work_size.restype = made.scan_size.restype = ctypes.c_uint64
    return made


def back(program: Program, join: ctypes.CDLL, *, ahead: bool = True) -> int:
    """Both joins bring the program back from garbage; how many packed bytes stand for how many."""
    streams, claimed = split(program)
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


def split(program: Program) -> tuple[tuple[bytes, ...], range]:
    split = split_lines(
        program.image,
        program.table,
        program.text,
        program.lengths,
        program.entries,
        goarch=program.goarch,
    )
    return split.streams, split.claimed[0]
