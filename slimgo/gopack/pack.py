"""A program's bytes to a packed file's bytes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import xxhash

from slimgo.gopack import container, header, tail
from slimgo.gopack.encode import Effort, Encoded, encode
from slimgo.gopack.errors import Refused
from slimgo.gopack.executable import Executable, read_executable
from slimgo.gopack.header import Header
from slimgo.gopack.stubs import CPU, blob


@dataclass(frozen=True, kw_only=True)
class Source:
    """What packing needs of a file, whose bytes need not stay. tail: as it stands when packed."""

    executable: Executable
    tail: bytes
    size: int
    checksum: int


@dataclass(frozen=True, kw_only=True)
class Packed:
    """data: the whole file. payload_size: bytes of it that are frames."""

    data: bytes
    executable: Executable
    encoded: Encoded
    payload_size: int
    stub_size: int


def read(original: bytes) -> Source:
    """Raises Refused for what cannot be packed."""
    if container.is_packed(original):
        raise Refused("this program is packed already, by gopack")
    executable = read_executable(original)
    return Source(
        executable=executable,
        tail=tail.encode(original, executable.pieces),
        size=len(original),
        checksum=xxhash.xxh64_intdigest(original),
    )


def pack(source: Source, effort: Effort, without: Collection[str] = ()) -> Packed:
    """without: names of filters not to be used.

    The same bytes give the same file.
    """
    executable = source.executable
    cpu = CPU[executable.goarch]
    encoded = encode(executable, blob(cpu, executable.goarch), effort, without)
    build_info = executable.sections.get(".go.buildinfo", range(0))
    parts = container.Parts(
        goarch=executable.goarch,
        stack_flags=executable.stack_flags,
        build_info=executable.image[build_info.start : build_info.stop],
        tail=source.tail,
        stub=blob(cpu, effort.payload),
    )
    before = container.front(parts)
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
        frames=tuple((len(frame.packed), frame.size) for frame in encoded.frames),
        extents=encoded.extents,
        segments=executable.segments,
        file_size=source.size,
        file_checksum=source.checksum,
        tail_size=len(parts.tail),
    )
    content = frames + container.SLACK
    data = container.finish(parts, before, header.encode(made, content) + content)
    return Packed(
        data=data,
        executable=executable,
        encoded=encoded,
        payload_size=len(frames),
        stub_size=len(parts.stub),
    )
