"""A packed file's program by the joins in Python: on every machine, and a second opinion."""

from __future__ import annotations

import struct

from slimgo.gopack import container, header
from slimgo.gopack.errors import Damaged
from slimgo.gopack.filters.filter import Known
from slimgo.gopack.filters.named_types import Release
from slimgo.gopack.filters.numbers import Run
from slimgo.gopack.filters.table import FILTERS
from slimgo.gopack.frames import decompress
from slimgo.gopack.header import FRAMES, Header
from slimgo.gopack.streams import divide


def unpack_image(data: bytes) -> bytes:
    """The program's memory image, by the joins in Python. Raises Refused, or Damaged."""
    _, at = container.header_place(data)
    info, payload = header.decode(data[at:])
    try:
        return _image(info, payload, container.goarch_of(data))
    except (ValueError, IndexError, StopIteration, struct.error) as error:
        raise Damaged("the file is damaged", why=str(error)) from error


def payload_of(data: bytes) -> str:
    """Of a packed file: `zstd` or `lzma`."""
    info, _ = header.decode(data[container.header_place(data)[1] :])
    return info.payload


def _image(info: Header, payload: bytes, goarch: str) -> bytes:
    contents = {}
    for name, (packed, size), properties in zip(FRAMES, info.frames, info.properties, strict=True):
        frame, payload = payload[:packed], payload[packed:]
        contents[name] = decompress(info.payload, frame, size, properties) if size else b""
    image = bytearray(info.image_size)
    reached = 0
    for extent in info.extents:
        there = contents["rest"][reached : reached + len(extent)]
        image[extent.start : extent.stop] = there
        reached += len(extent)
    release = Release(map_size=info.map_size, hashes=info.hashes)
    known = Known(
        goarch=goarch,
        text=info.text,
        types=info.types,
        release=release,
        computed=info.computed,
        numbers=tuple(map(Run.of, info.numbers)),
    )
    for item in FILTERS:
        if info.flags & item.flag and goarch in item.goarchs:
            streams = divide(contents[item.frame], len(item.names)) if item.frame else ()
            known = item.join(image, info.base, streams, known)
    if len(image) != info.image_size:
        raise ValueError("the image has another size")
    return bytes(image)
