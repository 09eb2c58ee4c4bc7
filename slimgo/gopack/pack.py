"""A program's bytes to a packed file's bytes, and back."""

from __future__ import annotations

import struct
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xxhash

from slimgo.gopack import container, header, tail
from slimgo.gopack import overlay as overlays
from slimgo.gopack.encode import Effort, Encoded, encode
from slimgo.gopack.errors import Damaged, Refused
from slimgo.gopack.executable import Executable, read_executable
from slimgo.gopack.filters.table import FILTERS, Known
from slimgo.gopack.frames import decompress_lzma, decompress_zstd
from slimgo.gopack.header import FRAMES, Header
from slimgo.gopack.streams import divide

STUBS = Path(__file__).parent / "stub"
CPU = {"amd64": "x86_64", "arm64": "aarch64"}
"""What Linux calls the machine that Go calls so."""


@dataclass(frozen=True, kw_only=True)
class Packed:
    """data: the whole file. payload_size: bytes of it that are frames.

    tail_size: bytes of it that only unpacking needs. overlay: what stood behind the program's ELF.
    instead_of: bytes of a larger file by another effort that this one replaces, or 0.
    """

    data: bytes
    executable: Executable
    encoded: Encoded
    payload_size: int
    stub_size: int
    tail_size: int
    overlay: bytes
    instead_of: int = 0


def pack(
    original: bytes, effort: Effort, without: Collection[str] = (), *, overlay: str = ""
) -> Packed:
    """without: names of filters not to be used. overlay: what to do with one (overlay.py, read).

    The same bytes give the same file. Raises Refused for what cannot be packed.
    """
    if container.is_packed(original):
        raise Refused("this program is packed already, by gopack")
    executable = read_executable(original)
    behind = overlays.read(original, overlay)
    cpu = CPU[executable.goarch]
    encoded = encode(executable, blob(cpu, executable.goarch), effort, without)
    build_info = executable.sections.get(".go.buildinfo", range(0))
    parts = container.Parts(
        goarch=executable.goarch,
        stack_flags=executable.stack_flags,
        build_info=executable.image[build_info.start : build_info.stop],
        tail=tail.encode(original[: len(original) - len(behind)], executable.pieces),
        stub=blob(cpu, effort.payload),
    )
    code, text, rest, lines = encoded.frames
    frames = code.packed + text.packed + rest.packed + lines.packed
    made = Header(
        base=executable.base,
        image_size=len(executable.image),
        memory_size=executable.memory_size,
        entry=executable.entry,
        program_headers=executable.program_headers,
        program_header_count=executable.program_header_count,
        flags=encoded.flags | (header.PAYLOAD_LZMA if effort.payload == "lzma" else 0),
        properties=(code.properties, text.properties, rest.properties, lines.properties),
        text=encoded.known.text,
        types=encoded.known.types,
        computed=encoded.known.computed,
        instructions=len(encoded.known.lengths),
        functions=max(0, len(encoded.known.entries) - 1),
        largest_function=_largest_function(encoded.known),
        frames=tuple((len(frame.packed), frame.size) for frame in encoded.frames),
        extents=encoded.extents,
        segments=executable.segments,
        file_size=len(original),
        overlay_size=len(behind),
        file_checksum=xxhash.xxh64_intdigest(original),
        tail_size=len(parts.tail),
    )
    content = frames + container.SLACK
    data = container.whole(parts, header.encode(made, content) + content) + behind
    return Packed(
        data=data,
        executable=executable,
        encoded=encoded,
        payload_size=len(frames),
        stub_size=len(parts.stub),
        tail_size=len(parts.tail),
        overlay=behind,
    )


def unpack(data: bytes) -> bytes:
    """The original file, by the joins in Python. Raises Refused, or Damaged."""
    image = unpack_image(data)
    _, at = container.header_place(data)
    info, _ = header.decode(data[at:])
    packed_tail, behind, _ = overlays.split(data, info, at)
    try:
        original = tail.decode(packed_tail, image, info.file_size - len(behind)) + behind
        build_info = container.build_info_of(data)
    except (ValueError, struct.error) as error:
        raise Damaged("the file is damaged", why=str(error)) from error
    if xxhash.xxh64_intdigest(original) != info.file_checksum:
        raise Damaged("the file does not unpack to the program that was packed")
    if build_info not in original:
        raise Damaged("the file is damaged", why="its build information is not the program's")
    return original


def unpack_image(data: bytes) -> bytes:
    """The program's memory image, by the joins in Python. Raises Refused, or Damaged."""
    _, at = container.header_place(data)
    info, payload = header.decode(data[at:])
    try:
        return _image(info, payload, container.goarch_of(data))
    except (ValueError, IndexError, struct.error) as error:
        raise Damaged("the file is damaged", why=str(error)) from error


def payload_of(data: bytes) -> str:
    """Of a packed file: `zstd` or `lzma`."""
    info, _ = header.decode(data[container.header_place(data)[1] :])
    return "lzma" if info.flags & header.PAYLOAD_LZMA else "zstd"


def _image(info: Header, payload: bytes, goarch: str) -> bytes:
    contents = {}
    for name, (packed, size), properties in zip(FRAMES, info.frames, info.properties, strict=True):
        frame, payload = payload[:packed], payload[packed:]
        if not size:
            contents[name] = b""
        elif info.flags & header.PAYLOAD_LZMA:
            contents[name] = decompress_lzma(frame, size, properties)
        else:
            contents[name] = decompress_zstd(frame, size)
    image = bytearray(info.image_size)
    reached = 0
    for extent in info.extents:
        there = contents["rest"][reached : reached + len(extent)]
        image[extent.start : extent.stop] = there
        reached += len(extent)
    known = Known(text=info.text, types=info.types, computed=info.computed)
    for item in FILTERS:
        if info.flags & item.flag and goarch in item.goarchs:
            streams = divide(contents[item.frame], len(item.names)) if item.frame else ()
            known = item.join(image, info.base, streams, known)
    if len(image) != info.image_size:
        raise ValueError("the image has another size")
    return bytes(image)


def _largest_function(known: Known) -> int:
    """Its instructions, or more: there are no more than bytes."""
    return int(np.diff(known.entries).max(initial=0))


def blob(cpu: str, of: str) -> bytes:
    """A stage of the stub. of: `zstd`, `lzma`, or the GOARCH whose text the second stage joins."""
    return blob_path(cpu, of).read_bytes()


def blob_path(cpu: str, of: str) -> Path:
    return STUBS / f"{cpu}-{of}.bin"
