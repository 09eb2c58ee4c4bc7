"""From a line table to the filter's streams."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from slimgo.gopack import varint
from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.filters.lines import (
    data,
    funcdata,
    instructions,
    layout,
    records,
    shapes,
    tables,
    trees,
)
from slimgo.gopack.filters.lines.files import Files
from slimgo.gopack.filters.lines.funcdata import References
from slimgo.gopack.filters.lines.instructions import Code
from slimgo.gopack.filters.lines.layout import FILE, INLINE, LINE, Ints, Layout
from slimgo.gopack.filters.lines.looks import LOOKS
from slimgo.gopack.filters.lines.names import Stream
from slimgo.gopack.filters.lines.positions import Positions, key
from slimgo.gopack.filters.lines.rows import Coder
from slimgo.gopack.filters.lines.symbols import Symbols
from slimgo.gopack.filters.lines.tables import Bools, Rows, Tables
from slimgo.gopack.filters.lines.trees import Trees


@dataclass(frozen=True, kw_only=True, slots=True)
class LinesSplit:
    """claimed: the ranges of the image that the join fills, every byte of them."""

    streams: tuple[bytes, ...]
    claimed: tuple[range, ...]


def split(
    image: bytes,
    pclntab: range,
    text: range,
    lengths: npt.NDArray[np.uint8],
    entries: npt.NDArray[np.uint32],
    *,
    goarch: str,
) -> LinesSplit:
    """The streams of the table in this range of the image.

    text: the image range whose instructions have these lengths (not looked at where all are as
    long as the table's quantum). entries: text offsets of the functions, and the end of the last;
    functions of C may follow.
    Raises FilterNotApplicable when the table is not laid out as Go 1.20 to 1.27 do.
    """
    table, look = layout.read(image, pclntab), LOOKS[goarch]
    if table.quantum % look.quantum or (look.varied and table.quantum > look.quantum):
        raise FilterNotApplicable(f"the line table counts in steps of {table.quantum}")
    entries = entries[: table.functions + 1]
    if not np.array_equal(table.entries, entries) or table.entries[-1] > len(text):
        raise FilterNotApplicable("the line table has other functions than the text")
    pctab = tables.read(table, image[table.pctab : table.functab])
    region = data.find(image, table)
    code = instructions.read(image[text.start : text.stop], lengths, table.entries, look)
    ends, streams = _ends(pctab, code)
    coder = Coder(layout=table, tables=pctab, code=code, ends=ends)
    line_rows, inline_rows = coder.rows(LINE), coder.rows(INLINE)
    lines = coder.positions(line_rows)
    grown = trees.read(
        image=image,
        layout=table,
        region=region,
        inlining=inline_rows,
        lines=lines,
        code=code,
        ends=ends,
    )
    references, grown = _funcdata(image, table, region, grown)
    own, nodes, symbol_streams = _symbols(table, grown)
    coder.lines(line_rows, lines, _nodes(line_rows, inline_rows, lines, grown), grown)
    del line_rows
    coder.inlining(lines)
    coder.stack_depths()
    derived, files = _files(
        table=table, coder=coder, inlining=inline_rows, grown=grown, own=own, nodes=nodes
    )
    coder.files(lines, derived)
    coder.others(lines)
    streams |= symbol_streams | coder.finish() | records.fields(table)
    streams |= shapes.split(table, coder.modes)
    streams |= records.contents(image, region, references)
    streams[Stream.FILES] = varint.encode(files)
    streams[Stream.PARENTS] = varint.encode(grown.parents)
    streams[Stream.PARENT_RESTS] = varint.encode(grown.rests)
    end = table.stop if region.start else table.functab + table.records_end
    streams |= records.patches(image, table, region, references, end)
    streams[Stream.PARAMETERS] = records.parameters(
        table=table,
        text=text,
        pctab=pctab,
        region=region,
        references=references,
        grown=grown,
        end=end,
    )
    return LinesSplit(
        streams=tuple(streams[stream] for stream in Stream), claimed=(range(table.pctab, end),)
    )


def _ends(pctab: Tables, code: Code) -> tuple[Ints, dict[Stream, bytes]]:
    """Where each function's tables end in the text, and those that are not where code says."""
    slots = np.flatnonzero(pctab.counts)[::-1]  # of a function's tables the first tells
    function = pctab.layout.slot_function[slots]
    ends = code.ends.copy()
    ends[function] = code.entries[function] + pctab.ends[slots]
    ends = np.minimum(ends, code.size)
    odd = np.flatnonzero(ends != code.ends)
    distance = np.diff(odd, prepend=-1)
    change = varint.zigzag((ends - code.ends)[odd])
    return ends, {Stream.ENDS: varint.encode(np.column_stack((distance, change)))}


def _funcdata(
    image: bytes, table: Layout, region: data.Region, grown: Trees
) -> tuple[References, Trees]:
    """References to funcdata, and the trees left of those that were thought to be rebuilt."""
    counts = grown.counts.tolist()
    chosen = table.data_index == funcdata.TREE
    places = np.full(table.functions, -1, np.int64)
    places[table.data_function[chosen]] = table.data_offset[chosen]
    where = places.tolist()
    known = dict(zip(reversed(where), reversed(counts), strict=True))  # the first that refers to it
    sizes = data.sizes(image, table, region, known) if region.start else {}
    references = funcdata.refer(
        table.data_function,
        np.minimum(table.data_index, funcdata.KINDS - 1),
        table.data_offset,
        sizes,
        data.groups(table, sizes),
    )
    kept = [
        blob.function
        for blob in references.blobs
        if blob.kind == funcdata.TREE and blob.code != funcdata.ELSEWHERE
    ]
    return references, grown.choose(np.asarray(kept, np.int64))


def _symbols(table: Layout, grown: Trees) -> tuple[list[int], list[int], dict[Stream, bytes]]:
    """The symbol numbers of the functions and of the nodes, and their streams."""
    symbols = Symbols(names=table.names)
    own_codes, own, node_codes, nodes = [], [], [], []
    named = list(
        zip(
            table.head[:, 1].tolist(),
            table.head[:, 9].tolist(),
            table.function_ids.tolist(),
            strict=True,
        )
    )
    inlined = list(
        zip(grown.name.tolist(), grown.line.tolist(), grown.function_id.tolist(), strict=True)
    )
    for symbol, (low, high) in zip(named, pairwise(grown.bounds.tolist()), strict=True):
        code, number = symbols.own(symbol)
        own_codes.append(code)
        own.append(number)
        for node in inlined[low:high]:
            code, number = symbols.inlined(node)
            node_codes.append(code)
            nodes.append(number)
    streams = {
        Stream.OWN_NAMES: varint.encode(own_codes),
        Stream.NODE_NAMES: varint.encode(node_codes),
        Stream.NAME_NUMBERS: varint.encode(symbols.known),
        Stream.NAME_PLACES: varint.encode(symbols.places),
        Stream.START_LINES: varint.encode(varint.zigzag(records.signed(symbols.lines))),
        Stream.FUNCTION_IDS_BYTES: bytes(symbols.function_ids),
    }
    return own, nodes, streams


def _nodes(lines: Rows, inlining: Rows, at: Positions, grown: Trees) -> Ints:
    """The node of each line row, -1 for the function itself."""
    keys = key(inlining.function, inlining.end)
    run = np.searchsorted(keys, at.begin_key, side="right")
    function = np.append(inlining.function, -1)[run]
    node = np.append(inlining.value, -1)[run]
    known = (function == lines.function) & (node >= 0) & (node < grown.counts[lines.function])
    return np.where(known, node, -1)


def _files(
    *, table: Layout, coder: Coder, inlining: Rows, grown: Trees, own: list[int], nodes: list[int]
) -> tuple[Bools, list[int]]:
    """Which functions' files follow from what is inlined, and the codes of the files."""
    files = Files(units=table.units.tolist())
    rows = coder.rows(FILE)
    every = np.arange(table.functions + 1)
    told_bounds = np.searchsorted(rows.function, every).tolist()
    values, ends = rows.value.tolist(), rows.end.tolist()
    symbol = np.asarray(own, np.int64)[inlining.function]
    known = np.flatnonzero(
        (inlining.value >= 0) & (inlining.value < grown.counts[inlining.function])
    )
    if len(known):
        node = grown.bounds[inlining.function[known]] + inlining.value[known]
        symbol[known] = np.asarray(nodes, np.int64)[node]
    symbols, run_ends = symbol.tolist(), inlining.end.tolist()
    run_bounds = np.searchsorted(inlining.function, every).tolist()
    whole = (coder.ends - coder.code.entries[:-1]).tolist()
    derived = np.zeros(table.functions, np.bool_)
    for function, unit in enumerate(table.head[:, 8].tolist()):
        low, high = told_bounds[function : function + 2]
        if low == high:
            continue
        here = list(zip(values[low:high], ends[low:high], strict=True))
        low, high = run_bounds[function : function + 2]
        run = list(zip(symbols[low:high], run_ends[low:high], strict=True))
        run = run or [(own[function], whole[function])]
        derived[function] = files.derive(unit, run, here)
    return derived, files.codes
