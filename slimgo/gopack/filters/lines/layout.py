"""Where the parts of a Go line table (`.gopclntab`) stand, and its columns.

The layout is that of Go 1.20 to 1.27 (`cmd/link/internal/ld/pcln.go`, `runtime/symtab.go`): a
header, the functions' names, file numbers by compilation unit, file names, pctab, then functab
with the `_func` records behind it and, since Go 1.26, the funcdata and findfunctab.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.filters.lines import header

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

NONE = 0xFFFFFFFF  # an absent funcdata, an absent compilation unit
RECORD = 44  # bytes of a _func record before its offsets
SP, FILE, LINE, UNSAFE, STACKMAP, INLINE, LIVE, PANIC = range(8)  # kinds of table in pctab
FIRST_PCDATA = UNSAFE  # kind 3 + n is PCDATA n (internal/abi/symtab.go)
_MOST_PCDATA = 9
_MOST_FUNCDATA = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """The table's parts: offsets count from the start of the image unless said otherwise."""

    start: int
    stop: int
    quantum: int  # bytes that one step of a program counter stands for
    pointer: int  # bytes of an address
    names: bytes
    units: Ints  # file numbers by compilation unit (runtime.cutab)
    pctab: int
    functab: int
    records_end: int  # counted from functab, as all below
    entries: Ints  # text offset of each function, and the end of the last
    head: Ints  # one row of eleven 32-bit fields per function
    function_ids: Ints
    flags: Ints
    pcdata: Ints  # how many of each a function has
    funcdata: Ints
    slot_function: Ints  # a row per offset into pctab, in the order of the linker
    slot_kind: Ints
    slot_offset: Ints
    data_function: Ints  # a row per funcdata offset
    data_index: Ints
    data_offset: Ints

    @property
    def functions(self) -> int:
        return len(self.head)


def read(image: bytes, section: range) -> Layout:
    """The layout of the table in this range of the image. Raises FilterNotApplicable."""
    table = memoryview(image)[section.start : section.stop]
    told = header.read(table)
    if told.magic == header.GO_1_18:
        raise FilterNotApplicable("the line table is that of Go 1.18 or 1.19")
    count, names, units = told.functions, told.names, told.units
    body = np.frombuffer(table[told.functab :], np.uint8)
    words = np.frombuffer(body[: len(body) // 4 * 4], np.uint32).astype(np.int64)
    records = words[1 : 2 * count : 2]
    if not count or (records & 3).any() or records.max() + RECORD > len(body):
        raise FilterNotApplicable("the functions of the line table are not where they should be")
    at = records // 4
    head = words[at[:, None] + np.arange(11)]
    if head[:, 1].max() >= units - names or table[units - 1]:
        raise FilterNotApplicable("a function's name is not among the names")
    funcdata = body[records + 43].astype(np.int64)
    pcdata = head[:, 7]
    if pcdata.max() > _MOST_PCDATA or funcdata.max() > _MOST_FUNCDATA:
        raise FilterNotApplicable("a function has more tables than any known Go makes")
    sizes = RECORD + 4 * (pcdata + funcdata)
    ends = np.concatenate(([8 * count + 4], (records + sizes)[:-1]))
    expected = ends + -ends % told.pointer
    if (records != expected).any():
        raise FilterNotApplicable("the functions of the line table do not follow each other")
    end = int(records[-1] + sizes[-1])
    if end > len(body):
        raise FilterNotApplicable("the last function of the line table is cut short")
    slot_function, slot_kind, slot_word = _slots(at, pcdata)
    data_function = np.repeat(np.arange(count), funcdata)
    data_index = _within(funcdata)
    return Layout(
        start=section.start,
        stop=section.stop,
        quantum=told.quantum,
        pointer=told.pointer,
        names=bytes(table[names:units]),
        units=np.frombuffer(table, np.uint32, (told.files - units) // 4, units).astype(np.int64),
        pctab=section.start + told.pctab,
        functab=section.start + told.functab,
        records_end=end,
        entries=words[: 2 * count + 1 : 2].copy(),  # not all words with them
        head=head,
        function_ids=body[records + 40].astype(np.int64),
        flags=body[records + 41].astype(np.int64),
        pcdata=pcdata,
        funcdata=funcdata,
        slot_function=slot_function,
        slot_kind=slot_kind,
        slot_offset=words[slot_word],
        data_function=data_function,
        data_index=data_index,
        data_offset=words[(at + 11 + pcdata)[data_function] + data_index],
    )


def _within(counts: Ints) -> Ints:
    """0, 1, 2 … again for each count."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)


def _slots(records: Ints, pcdata: Ints) -> tuple[Ints, Ints, Ints]:
    """The function, kind and word of each offset into pctab, in the order the linker lays tables.

    It takes stack depths, files, lines, then the PCDATA in order, but inlining at the very end.
    """
    counts = pcdata + 3
    function = np.repeat(np.arange(len(records)), counts)
    kind = _within(counts)
    with_inlining = pcdata[function] > INLINE - FIRST_PCDATA
    last = kind == counts[function] - 1
    kind = np.where(with_inlining & (kind >= INLINE), np.where(last, INLINE, kind + 1), kind)
    word = records[function] + np.where(kind < FIRST_PCDATA, 4 + kind, 11 + kind - FIRST_PCDATA)
    return function, kind, word
