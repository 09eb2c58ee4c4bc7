"""What a function's record and funcdata hold, and the parameters, as streams."""

from __future__ import annotations

import struct

import numpy as np
import numpy.typing as npt

from slimgo.gopack import varint
from slimgo.gopack.filters.lines import data, findfunc, funcdata, layout
from slimgo.gopack.filters.lines.funcdata import References
from slimgo.gopack.filters.lines.layout import INLINE, Ints, Layout
from slimgo.gopack.filters.lines.names import Parameter, Stream
from slimgo.gopack.filters.lines.tables import Tables
from slimgo.gopack.filters.lines.trees import Trees


def signed(numbers: npt.ArrayLike) -> Ints:
    """Differences of 32-bit numbers as signed ones."""
    return np.asarray(numbers, np.int64).astype(np.int32).astype(np.int64)


def fields(table: Layout) -> dict[Stream, bytes]:
    """The fields of records that nothing tells."""
    units = table.head[:, 8]
    return {
        Stream.ARGUMENTS: varint.encode(table.head[:, 2]),
        Stream.DEFERS: varint.encode(table.head[:, 3]),
        Stream.UNITS: varint.encode(varint.zigzag(signed(np.diff(units, prepend=0)))),
    }


def _hash_bits(different: int) -> int:
    """Of the hash of so many tables in the join: full to three quarters at most."""
    return (different * 4 // 3).bit_length()


def contents(image: bytes, region: data.Region, references: References) -> dict[Stream, bytes]:
    """References and funcdata as streams."""
    streams = {
        Stream(Stream.DATA_0 + kind): varint.encode(codes)
        for kind, codes in enumerate(references.codes)
    }
    places: list[int] = []
    heads: list[int] = []
    sizes: list[int] = []
    contents: dict[Stream, list[bytes]] = {
        Stream.MAP_ARGUMENTS_BYTES: [],
        Stream.MAP_LOCALS_BYTES: [],
        Stream.BLOB_OBJECTS_BYTES: [],
        Stream.BLOB_OTHERS_BYTES: [],
    }
    for blob in references.blobs:
        at = region.start + blob.place
        content = image[at : at + blob.size] if region.start else b""
        raw = blob.code == funcdata.ELSEWHERE
        if raw:
            places.append(blob.place)
        if not region.start or (blob.kind == funcdata.TREE and not raw):
            continue
        if blob.kind <= funcdata.LOCALS and not raw:
            heads += struct.unpack_from("<II", content)
            contents[Stream(Stream.MAP_ARGUMENTS_BYTES + blob.kind)].append(content[8:])
            continue
        sizes.append(blob.size)
        objects = blob.kind == funcdata.OBJECTS
        to = Stream.BLOB_OBJECTS_BYTES if objects else Stream.BLOB_OTHERS_BYTES
        contents[to].append(content)
    streams |= {
        Stream.DATA_PLACES: varint.encode(places),
        Stream.MAP_SIZES: varint.encode(heads),
        Stream.BLOB_SIZES: varint.encode(sizes),
    }
    return streams | {stream: b"".join(parts) for stream, parts in contents.items()}


def patches(
    image: bytes, table: Layout, region: data.Region, references: References, end: int
) -> dict[Stream, bytes]:
    """Bytes that are not what the join writes, and those behind all it rebuilds.

    It writes zeros; and to each record the function's entry (garble puts another number there).
    """
    base = table.functab
    stop = region.stop if region.start else end
    open_ = np.ones(stop - base, np.bool_)
    open_[: 8 * table.functions + 4] = False
    records = np.frombuffer(image[base : base + 8 * table.functions], np.uint32)[1::2]
    sizes = layout.RECORD + 4 * (table.pcdata + table.funcdata)
    for record, size in zip(records.tolist(), sizes.tolist(), strict=True):
        open_[record : record + size] = False
    open_[records.astype(np.int64) + 42] = True
    joined = np.zeros(stop - base, np.uint8)
    entries = (records[:, None] + np.arange(4)).reshape(-1)
    open_[entries] = True
    joined[entries] = table.entries[:-1].astype("<u4").view(np.uint8)
    for blob in references.blobs if region.start else ():
        at = region.start + blob.place - base
        open_[at : at + blob.size] = False
    content = np.frombuffer(image[base:stop], np.uint8)
    wrong = np.flatnonzero(open_ & (content != joined))
    pairs = np.column_stack((np.diff(wrong, prepend=0), content[wrong]))
    after = end
    if region.findfunc:
        after = region.findfunc + len(findfunc.build(table.entries))
    tail = image[after:end] if region.start else b""
    return {Stream.PATCHES: varint.encode(pairs), Stream.TAIL_BYTES: tail}


def parameters(
    *,
    table: Layout,
    text: range,
    pctab: Tables,
    region: data.Region,
    references: References,
    grown: Trees,
    end: int,
) -> bytes:
    """The parameters: places, and how much scratch memory the join needs."""
    rows = pctab.counts
    inlining = pctab.rows(INLINE)
    numbers = {
        Parameter.TABLE: table.start,
        Parameter.TEXT: text.start,
        Parameter.END: end,
        Parameter.FUNCTIONS: table.functions,
        Parameter.QUANTUM: table.quantum,
        Parameter.ROWS: max(int(rows.max()), int(inlining.value.max(initial=0))) + 2,
        Parameter.NODES: int(inlining.value.max(initial=0)) + 2,
        Parameter.NAMES: table.functions + int(grown.bounds[-1]),
        Parameter.BLOBS: len(references.blobs),
        Parameter.HASH_BITS: _hash_bits(pctab.different),
        Parameter.RECORDS_END: table.records_end,
        Parameter.DATA: region.start,
        Parameter.DATA_END: region.stop,
        Parameter.GROUP_4: references.starts[4],
        Parameter.GROUP_1: references.starts[1],
        Parameter.FINDFUNC: region.findfunc,
    }
    return struct.pack(f"<{len(numbers)}I", *(numbers[parameter] for parameter in Parameter))
