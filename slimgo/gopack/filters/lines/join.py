"""From the filter's streams back to the line table."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from slimgo.gopack import varint
from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.filters.lines import findfunc, header, instructions, shapes
from slimgo.gopack.filters.lines.layout import (
    FILE,
    FIRST_PCDATA,
    INLINE,
    LINE,
    LIVE,
    NONE,
    PANIC,
    RECORD,
    SP,
    STACKMAP,
    UNSAFE,
)
from slimgo.gopack.filters.lines.looks import LOOKS
from slimgo.gopack.filters.lines.names import Mode, Parameter, Stream
from slimgo.gopack.filters.lines.pctab import Pctab
from slimgo.gopack.filters.lines.reader import Reader
from slimgo.gopack.filters.lines.shapes import Shape
from slimgo.gopack.filters.lines.undata import Funcdata
from slimgo.gopack.filters.lines.unrows import Function, Marks, Table
from slimgo.gopack.filters.lines.unsymbols import Names

_NO_ROWS: Table = ([], [])


class _Coding(NamedTuple):
    ends: str
    steps: Stream
    rests: Stream
    values: Stream


_CODINGS = {
    SP: _Coding("instructions", Stream.SP_STEPS, Stream.RAW, Stream.SP_VALUES),
    FILE: _Coding("lines", Stream.FILE_STEPS, Stream.FILE_RESTS, Stream.FILE_VALUES),
    UNSAFE: _Coding("instructions", Stream.UNSAFE_STEPS, Stream.RAW, Stream.UNSAFE_VALUES),
    STACKMAP: _Coding(
        "calls", Stream.STACKMAP_STEPS, Stream.STACKMAP_RESTS, Stream.STACKMAP_VALUES
    ),
    INLINE: _Coding("lines", Stream.INLINE_STEPS, Stream.INLINE_RESTS, Stream.INLINE_NODES),
    LIVE: _Coding("lines", Stream.LIVE_STEPS, Stream.LIVE_RESTS, Stream.LIVE_VALUES),
    PANIC: _Coding("calls", Stream.PANIC_STEPS, Stream.PANIC_RESTS, Stream.PANIC_VALUES),
}


def join(
    image: bytearray,
    streams: tuple[bytes, ...],
    lengths: npt.NDArray[np.uint8],
    entries: npt.NDArray[np.uint32],
    *,
    goarch: str,
) -> None:
    """Fills what the streams stand for into the image; all else of it is already there."""
    reader = Reader(streams=streams)
    given = reader.parameters()
    base = given[Parameter.TABLE]
    try:
        told = header.read(memoryview(image)[base:])
    except FilterNotApplicable as error:
        raise ValueError(str(error)) from error
    names, units, files, pctab, functab = (
        told.names,
        told.units,
        told.files,
        told.pctab,
        told.functab,
    )
    where = entries[: given[Parameter.FUNCTIONS] + 1].astype(np.int64)
    text = bytes(image[given[Parameter.TEXT] :][: int(where[-1]) + 8])[: int(where[-1])]
    code = instructions.read(text, lengths, where, LOOKS[goarch])
    ends = code.ends.copy()
    function = -1
    for distance, change in zip(
        *[iter(varint.decode(streams[Stream.ENDS]).values)] * 2, strict=True
    ):
        function += int(distance)
        ends[function] += varint.unzigzag(change)
    functab += base
    image[base + pctab : given[Parameter.END]] = bytes(given[Parameter.END] - base - pctab)
    symbols = Names(
        reader=reader,
        names=bytes(image[base + names : base + units]),
        units=np.frombuffer(
            bytes(image[base + units : base + files // 4 * 4]), np.uint32, (files - units) // 4
        ).tolist(),
    )
    build = Build(
        image=image,
        reader=reader,
        functab=functab,
        record=8 * given[Parameter.FUNCTIONS] + 4,
        marks=Marks.of(code),
        symbols=symbols,
        shapes=shapes.join(streams[Stream.SHAPE_KINDS_BYTES]),
        data=Funcdata(reader=reader, image=image, given=given),
        quantum=given[Parameter.QUANTUM],
        pointer=told.pointer,
    )
    depths = instructions.stack_depths(code, ends)
    for number, rows in enumerate(depths):
        entry = int(where[number])
        struct.pack_into("<I", image, functab + 8 * number, entry)
        build.function(
            number,
            entry,
            int(where[number + 1]),
            int(ends[number]),
            [(d, e - entry) for d, e in rows],
        )
    struct.pack_into("<I", image, functab + 8 * given[Parameter.FUNCTIONS], int(where[-1]))
    build.tables.write(image, base + pctab, build.quantum)
    if given[Parameter.FINDFUNC]:
        table = findfunc.build(where)
        image[given[Parameter.FINDFUNC] : given[Parameter.FINDFUNC] + len(table)] = table
    tail = streams[Stream.TAIL_BYTES]
    image[given[Parameter.END] - len(tail) : given[Parameter.END]] = tail
    at = functab
    for distance, byte in zip(
        *[iter(varint.decode(streams[Stream.PATCHES]).values.tolist())] * 2, strict=True
    ):
        at += distance
        image[at] = byte


@dataclass(kw_only=True, slots=True)
class Build:
    """Writes the functions' records one after the other, and keeps their tables for the end."""

    image: bytearray
    reader: Reader
    functab: int
    record: int  # where the next stands, counted from functab
    marks: Marks
    symbols: Names
    shapes: list[Shape]
    data: Funcdata
    quantum: int
    pointer: int
    unit: int = 0
    tables: Pctab = field(default_factory=Pctab)

    def function(
        self, number: int, entry: int, next_entry: int, end: int, depths: list[tuple[int, int]]
    ) -> None:
        """One function: its record, its tables, its funcdata."""
        reader = self.reader
        shape = self.shapes[reader.number(Stream.SHAPES)]
        pcdata, funcdata, modes = shape.pcdata, shape.funcdata, shape.modes
        self.record += -self.record % self.pointer
        at = self.functab + self.record
        struct.pack_into("<I", self.image, self.functab + 8 * number + 4, self.record)
        self.record += RECORD + 4 * (pcdata + funcdata)
        self.unit = (self.unit + reader.signed(Stream.UNITS)) & NONE
        own = self.symbols.own()
        function = Function(
            reader=reader,
            marks=self.marks,
            number=number,
            entry=entry,
            next_entry=next_entry,
            end=end,
            quantum=self.quantum,
        )
        tables = self._first(function, modes)
        nodes = self._references(function, at + RECORD + 4 * pcdata, shape, tables)
        if modes[LINE] == Mode.CODED:
            starts = [self.symbols.lines[symbol] for symbol in (own, *nodes)]
            tables[LINE] = function.line_values(tables.get(INLINE, _NO_ROWS), starts)
        if modes[SP] == Mode.DERIVED:
            tables[SP] = [depth for depth, _ in depths], [end for _, end in depths]
        if modes[FILE] == Mode.DERIVED:
            told, ends = tables.get(INLINE) or ([-1], [end - entry])
            runs = [nodes[node] if 0 <= node < len(nodes) else own for node in told]
            tables[FILE] = self.symbols.files(self.unit, runs, ends)
        for kind in (SP, FILE, *range(UNSAFE, UNSAFE + pcdata)):
            if kind not in tables and modes[kind] != Mode.ABSENT:
                tables[kind] = self._full(function, modes[kind], kind)
        struct.pack_into(
            "<11I",
            self.image,
            at,
            entry,
            self.symbols.places[own],
            reader.number(Stream.ARGUMENTS),
            reader.number(Stream.DEFERS),
            0,
            0,
            0,
            pcdata,
            self.unit,
            self.symbols.lines[own],
            self.symbols.function_ids[own] | shape.flags << 8 | funcdata << 24,
        )
        order = [kind for kind in range(3 + pcdata) if kind != INLINE]
        order += [INLINE] if pcdata > INLINE - FIRST_PCDATA else []
        for kind in order:
            if kind in tables:
                self.tables.add(
                    at + (16 + 4 * kind if kind < FIRST_PCDATA else 32 + 4 * kind), tables[kind]
                )

    def _first(self, function: Function, modes: list[int]) -> dict[int, Table]:
        """Line rows, their values if they are given as they are, and inlining."""
        tables: dict[int, Table] = {}
        if modes[LINE] == Mode.RAW:
            tables[LINE] = function.raw()
            function.keep_lines(tables[LINE][1])
        elif modes[LINE] == Mode.CODED:
            function.keep_lines(function.lines())
        if modes[INLINE] != Mode.ABSENT:
            tables[INLINE] = self._full(function, modes[INLINE], INLINE)
        return tables

    def _full(self, function: Function, mode: int, kind: int) -> Table:
        """A table of any kind but lines, given in full."""
        if mode == Mode.RAW:
            return function.raw()
        coding = _CODINGS[kind]
        if coding.ends == "calls":
            ends = function.in_calls(coding.steps, coding.rests)
        elif coding.ends == "lines":
            ends = function.in_lines(coding.steps, coding.rests)
        else:
            ends = function.in_instructions(coding.steps)
        if kind == INLINE:
            return function.nodes(ends)
        if kind in {SP, FILE}:
            return function.changes(coding.values, ends)
        return function.fresh(coding.values, ends)

    def _references(
        self, function: Function, at: int, shape: Shape, tables: dict[int, Table]
    ) -> list[int]:
        """Writes a function's references to funcdata; the symbols of its tree's nodes."""
        nodes: list[int] = []
        inlining = tables.get(INLINE, _NO_ROWS)
        for index in range(shape.funcdata):
            place, size = NONE, 0
            if shape.present >> index & 1:
                place, size = self.data.refer(index, max(inlining[0], default=-1) + 1)
            struct.pack_into("<I", self.image, at + 4 * index, place)
            if size:
                nodes = [self.symbols.inlined() for _ in range(size)]
                self._tree(self.data.start + place, nodes, inlining, function)
        return nodes

    def _tree(self, at: int, nodes: list[int], inlining: Table, function: Function) -> None:
        """Writes an inlining tree. nodes: their symbols."""
        symbols = self.symbols
        firsts = [0] * len(nodes)
        begin = 0
        seen = set()
        row = 0
        for node, end in zip(*inlining, strict=True):
            while row < len(function.line_ends) and function.line_ends[row] <= begin:
                row += 1
            if node >= 0 and node not in seen:
                seen.add(node)
                firsts[node] = row
            begin = end
        zero = 0
        while zero < len(function.line_ends) and function.line_ends[zero] <= 0:
            zero += 1
        ordinal = self.marks.firsts[function.number]
        for node, symbol in enumerate(nodes):
            row = (firsts[node] if node in seen else zero) + self.reader.signed(Stream.PARENTS)
            start = function.line_ordinals[row - 1] if row else ordinal
            place = self.marks.starts[start + self.reader.number(Stream.PARENT_RESTS)]
            struct.pack_into(
                "<4I",
                self.image,
                at + 16 * node,
                symbols.function_ids[symbol],
                symbols.places[symbol],
                place - function.entry,
                symbols.lines[symbol],
            )
