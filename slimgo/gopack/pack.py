"""A program's bytes to a packed file's bytes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import xxhash

from slimgo.gopack import container, elf_parts, header, tail
from slimgo.gopack import overlay as overlays
from slimgo.gopack.encode import Effort, Encoded, encode
from slimgo.gopack.errors import Refused
from slimgo.gopack.executable import Executable
from slimgo.gopack.filters.filter import Known
from slimgo.gopack.header import Header
from slimgo.gopack.machines import BY_GOARCH
from slimgo.gopack.read_elf import read_executable
from slimgo.gopack.stubs import blob


@dataclass(frozen=True, kw_only=True)
class Source:
    """What packing needs of a file, whose bytes need not stay.

    tail: as it stands when packed. size, checksum: of the whole file. overlay: what stood behind
    the program's ELF. overlay_kind: what that looks like, in words. has_symbols: a symbol table or
    debug information.
    """

    executable: Executable
    tail: bytes
    size: int
    checksum: int
    overlay: bytes
    overlay_kind: str
    has_symbols: bool


@dataclass(frozen=True, kw_only=True)
class Packed:
    """data: the whole file. payload_size: bytes of it that are frames.

    tail_size: bytes of it that only unpacking needs. instead_of: bytes of a larger file by another
    effort that this one replaces, or 0.
    """

    data: bytes
    executable: Executable
    encoded: Encoded
    payload_size: int
    stub_size: int
    tail_size: int
    instead_of: int = 0


def read(original: bytes, overlay: str = "") -> Source:
    """overlay: what to do with one (overlay.py, read). Raises Refused for what cannot be packed."""
    if container.is_packed(original):
        raise Refused("this program is packed already, by gopack")
    executable = read_executable(original)
    behind = overlays.read(original, overlay)
    program_size = len(original) - len(behind)
    return Source(
        executable=executable,
        tail=tail.encode(original[:program_size], executable.pieces),
        size=len(original),
        checksum=xxhash.xxh64_intdigest(original),
        overlay=behind,
        overlay_kind=overlays.kind(behind, program_size) if behind else "",
        has_symbols=elf_parts.has_symbols(original),
    )


def pack(source: Source, effort: Effort, without: Collection[str] = ()) -> Packed:
    """without: names of filters not to be used.

    The same bytes give the same file.
    """
    executable = source.executable
    cpu = BY_GOARCH[executable.goarch].cpu
    encoded = encode(executable, blob(cpu, executable.goarch), effort, without)
    build_info = executable.sections.get(".go.buildinfo", range(0))
    parts = container.Parts(
        goarch=executable.goarch,
        elf_flags=executable.elf_flags,
        stack_flags=executable.stack_flags,
        build_info=executable.image[build_info.start : build_info.stop],
        tail=source.tail,
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
        file_size=source.size,
        overlay_size=len(source.overlay),
        file_checksum=source.checksum,
        tail_size=len(parts.tail),
        map_size=encoded.known.release.map_size,
        hashes=encoded.known.release.hashes,
        numbers=tuple(run.word for run in encoded.known.numbers),
    )
    content = frames + container.SLACK
    data = container.whole(parts, header.encode(made, content) + content)
    data += source.overlay
    return Packed(
        data=data,
        executable=executable,
        encoded=encoded,
        payload_size=len(frames),
        stub_size=len(parts.stub),
        tail_size=len(parts.tail),
    )


def _largest_function(known: Known) -> int:
    """Its instructions, or more: there are no more than bytes."""
    return int(np.diff(known.entries).max(initial=0))
