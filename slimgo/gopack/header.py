"""The header of a packed file: header.h of the stub, written and read (docs/gopack-format.md)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import xxhash

from slimgo.gopack.errors import Damaged
from slimgo.gopack.executable import Segment

MAGIC = 0x024B5047
"""`GPK` and the version of the format."""
_VERSION_BIT = 24
_MARK = (1 << _VERSION_BIT) - 1

FRAMES = ("code", "text", "rest", "lines")
FILTER_TEXT, FILTER_LINES, FILTER_TYPES, FILTER_COMPUTED, FILTER_NUMBERS = 1, 2, 4, 8, 16
PAYLOAD_LZMA = 128
"""The header's flags."""

_FIXED = struct.Struct("<IIQ QIIIIHBB4B 2I 2I 7I III 8I III BBHIIQ")
_CHECKED_FROM = 16
_EXTENT = struct.Struct("<2I")
_SEGMENT = struct.Struct("<3I")


@dataclass(frozen=True, kw_only=True)
class Header:
    """All sizes in bytes; places in the image count from its first byte, at address `base`.

    flags: FILTER_TEXT and its like and PAYLOAD_LZMA, added up. properties: of each LZMA frame,
    lc, lp and pb as (pb * 5 + lp) * 9 + lc; 0 for zstd. computed: where each computed table
    stands, 0 where it is not there. frames: (packed, unpacked) size of each of FRAMES. extents:
    what the rest consists of. largest_function: instructions of it, or more. tail_size: what
    stands behind the payload. map_size: bytes of a map's type descriptor, 0 where unknown.
    hashes: what types' hashes are XORed with, see filters/named_types.py. numbers: a word for each
    run of filters/numbers.py. file_size: of the original, with the overlay_size bytes behind its
    ELF, which stand behind the tail.
    """

    base: int
    image_size: int
    memory_size: int
    entry: int
    program_headers: int
    program_header_count: int
    flags: int
    properties: tuple[int, int, int, int]
    text: range
    types: range
    computed: tuple[int, ...]
    instructions: int
    functions: int
    largest_function: int
    frames: tuple[tuple[int, int], ...]
    extents: tuple[range, ...]
    segments: tuple[Segment, ...]
    file_size: int
    overlay_size: int
    file_checksum: int
    tail_size: int
    map_size: int
    hashes: int
    numbers: tuple[int, ...]

    @property
    def payload(self) -> str:
        """How the frames are compressed: `zstd` or `lzma`."""
        return "lzma" if self.flags & PAYLOAD_LZMA else "zstd"


def encode(header: Header, payload: bytes) -> bytes:
    """The header's bytes, a multiple of 4, with the checksum of what follows it filled in."""
    table = b"".join(_EXTENT.pack(e.start, len(e)) for e in header.extents)
    table += b"".join(_SEGMENT.pack(s.at, s.size, s.protection) for s in header.segments)
    table += struct.pack(f"<{len(header.numbers)}I", *header.numbers)
    size = _FIXED.size + len(table)
    fixed = _FIXED.pack(
        MAGIC,
        size + len(payload),
        0,
        header.base,
        header.image_size,
        header.memory_size,
        header.entry,
        header.program_headers,
        header.program_header_count,
        header.flags,
        len(header.extents),
        *header.properties,
        header.text.start,
        len(header.text),
        header.types.start,
        len(header.types),
        *header.computed,
        header.instructions,
        header.functions,
        header.largest_function,
        *(number for frame in header.frames for number in frame),
        size,
        len(header.segments),
        header.tail_size,
        header.map_size,
        header.hashes,
        len(header.numbers),
        header.file_size,
        header.overlay_size,
        header.file_checksum,
    )
    whole = fixed + table
    sum_ = xxhash.xxh64_intdigest(whole[_CHECKED_FROM:] + payload)
    return whole[:8] + struct.pack("<Q", sum_) + whole[16:]


def size(data: bytes, at: int) -> int:
    """Bytes of header and payload, of the header that stands there."""
    return int(_FIXED.unpack_from(data, at)[1])


def decode(data: bytes) -> tuple[Header, bytes]:
    """The header at the start of the data, and the payload behind it; its tail may follow.

    Raises Damaged.
    """
    if len(data) < _FIXED.size:
        raise Damaged("the file is damaged or cut off")
    fields: Sequence[int] = _FIXED.unpack_from(data)
    magic, size, checksum = fields[:3]
    if magic != MAGIC and magic & _MARK == MAGIC & _MARK:
        raise Damaged(
            "this file was packed by another version of gopack",
            why=f"its format is {magic >> _VERSION_BIT}, and this gopack's {MAGIC >> _VERSION_BIT}",
            cure="take the gopack that packed it",
        )
    if magic != MAGIC or size > len(data) or size < _FIXED.size:
        raise Damaged("the file is damaged or cut off")
    if xxhash.xxh64_intdigest(data[_CHECKED_FROM:size]) != checksum:
        raise Damaged("the file is damaged", why="its checksum does not match")
    payload_at, segment_count = fields[37:39]
    segments_at = _FIXED.size + fields[10] * _EXTENT.size
    extents = _EXTENT.iter_unpack(data[_FIXED.size : segments_at])
    segments_end = segments_at + segment_count * _SEGMENT.size
    segments = _SEGMENT.iter_unpack(data[segments_at:segments_end])
    return Header(
        base=fields[3],
        image_size=fields[4],
        memory_size=fields[5],
        entry=fields[6],
        program_headers=fields[7],
        program_header_count=fields[8],
        flags=fields[9],
        properties=(fields[11], fields[12], fields[13], fields[14]),
        text=range(fields[15], fields[15] + fields[16]),
        types=range(fields[17], fields[17] + fields[18]),
        computed=tuple(fields[19:26]),
        instructions=fields[26],
        functions=fields[27],
        largest_function=fields[28],
        frames=tuple(zip(fields[29:37:2], fields[30:37:2], strict=True)),
        extents=tuple(range(at, at + length) for at, length in extents),
        segments=tuple(
            Segment(at=at, size=length, protection=protection)
            for at, length, protection in segments
        ),
        tail_size=fields[39],
        map_size=fields[40],
        hashes=fields[41],
        numbers=struct.unpack_from(f"<{fields[42]}I", data, segments_end),
        file_size=fields[43],
        overlay_size=fields[44],
        file_checksum=fields[45],
    ), data[payload_at:size]
