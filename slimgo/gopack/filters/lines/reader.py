"""The streams of a frame, read from front to back."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from slimgo.gopack import varint
from slimgo.gopack.filters.lines.names import Parameter, Stream


@dataclass(kw_only=True, slots=True)
class Reader:
    """numbers: what each stream of numbers has left."""

    streams: Sequence[bytes]
    numbers: list[Iterator[int]] = field(init=False)
    places: dict[Stream, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.numbers = [
            iter(())
            if stream.name.endswith("_BYTES") or stream == Stream.PARAMETERS
            else iter(_numbers(self.streams[stream]))
            for stream in Stream
        ]

    def parameters(self) -> dict[Parameter, int]:
        """By name."""
        numbers = struct.unpack(f"<{len(Parameter)}I", self.streams[Stream.PARAMETERS])
        return dict(zip(Parameter, numbers, strict=True))

    def number(self, stream: Stream) -> int:
        """The next number."""
        return next(self.numbers[stream])

    def signed(self, stream: Stream) -> int:
        """The next number, zigzag."""
        number = next(self.numbers[stream])
        return number >> 1 ^ -(number & 1)

    def bytes(self, stream: Stream, size: int) -> bytes:
        """The next bytes."""
        at = self.places.get(stream, 0)
        self.places[stream] = at + size
        return self.streams[stream][at : at + size]


def _numbers(stream: bytes) -> list[int]:
    numbers: list[int] = varint.decode(stream).values.tolist()
    return numbers
