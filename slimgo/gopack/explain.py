"""What packing made of a program, in a table: bytes of each stream before and after."""

from __future__ import annotations

from slimgo.gopack.header import FRAMES
from slimgo.gopack.pack import Packed

_ROW = "{:<10}{:<26}{:>12}{:>12}{:>8}"


def table(packed: Packed) -> str:
    """Lines without colour. LZMA knows the sizes of whole frames only."""
    lines = [_ROW.format("frame", "stream", "bytes", "packed", "")]
    encoded = packed.encoded
    for name, frame, streams in zip(FRAMES, encoded.frames, encoded.streams, strict=True):
        if not streams:
            continue
        sizes = frame.stream_sizes or (None,) * len(streams)
        for (stream, content), size in zip(streams, sizes, strict=True):
            if content:
                lines.append(_row(name, stream, len(content), size))
        if len(streams) > 1:
            lines.append(_row(name, "all", frame.size, len(frame.packed)))
    original = len(packed.executable.image)
    around = len(packed.data) - packed.stub_size - packed.payload_size
    lines.append(_row("", "stub", packed.stub_size, packed.stub_size))
    lines.append(_row("", "ELF, header, build info", around, around))
    lines.append(_row("", "whole file", original, len(packed.data)))
    lines += [
        f"filter {name}: applied, {value}"
        for name, value in zip(encoded.applied, encoded.worths, strict=True)
    ]
    lines += [f"filter {name}: left out, {why}" for name, why in encoded.left_out]
    return "\n".join(lines)


def _row(frame: str, stream: str, size: int, packed: int | None) -> str:
    if packed is None:
        return _ROW.format(frame, stream, f"{size:,}", "", "").rstrip()
    share = f"{100 * packed / size:.1f} %" if size else ""
    return _ROW.format(frame, stream, f"{size:,}", f"{packed:,}", share).rstrip()
