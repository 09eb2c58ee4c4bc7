"""A packed file's bytes back to the program's: by the stub's decoder where it runs."""

from __future__ import annotations

import struct
from contextlib import suppress

import xxhash

from slimgo.gopack import container, decoder, header, stubs, tail
from slimgo.gopack import overlay as overlays
from slimgo.gopack.decoder import Decoder, NotDecoded
from slimgo.gopack.errors import Damaged
from slimgo.gopack.header import FRAMES, Header


def unpack(data: bytes) -> bytes:
    """The original file. Raises Refused, Damaged, MemoryError."""
    _, at = container.header_place(data)
    info, _ = header.decode(data[at:])  # the checksum comes before anything is believed
    image = _decoded(data, at, info)
    if image is not None:
        with suppress(Damaged):  # which the joins in Python then say, if it is
            return original(data, info, image)
    return unpack_by_joins(data)


def unpack_by_joins(data: bytes) -> bytes:
    """The same by the joins in Python."""
    from slimgo.gopack.joined import unpack_image  # numpy takes longer to import than to decode

    image = unpack_image(data)
    info, _ = header.decode(data[container.header_place(data)[1] :])
    return original(data, info, image)


def original(data: bytes, info: Header, image: bytes) -> bytes:
    """The file that a program's image and the tail of the packed file make. Raises Damaged."""
    packed_tail, behind, _ = overlays.split(data, info, container.header_place(data)[1])
    try:
        made = tail.decode(packed_tail, image, info.file_size - len(behind)) + behind
        build_info = container.build_info_of(data)
    except (ValueError, struct.error) as error:
        raise Damaged("the file is damaged", why=str(error)) from error
    if xxhash.xxh64_intdigest(made) != info.file_checksum:
        raise Damaged("the file does not unpack to the program that was packed")
    if build_info not in made:
        raise Damaged("the file is damaged", why="its build information is not the program's")
    return made


def _decoded(data: bytes, header_at: int, info: Header) -> bytes | None:
    """The image by the stub's decoder; None where it does not run here, or did not end well.

    A file that somebody forged may have any code in it, under a right checksum. So none of it runs:
    both stages are those that come with gopack. Whatever they stumble over, as a file of another
    gopack, is left to the joins in Python; a decoder that crashes takes no more with it than its
    own process.
    """
    cpu = decoder.here()
    if not cpu or not _sound(info, len(data) - header_at):
        return None
    given = Decoder(
        code=stubs.blob_path(cpu, info.payload),
        code_at=container.PROOF_AT,
        joins=stubs.blob_path(cpu, container.goarch_of(data)),
    )
    try:
        image = b"".join(decoder.run(given, data, header_at, info.image_size))
    except NotDecoded:
        return None
    return image if len(image) == info.image_size else None


def _sound(info: Header, size: int) -> bool:
    """Whether all places are within the image, and all frames within so many bytes."""
    places = (*info.extents, info.text, info.types)
    sizes = dict(zip(FRAMES, info.frames, strict=True))
    return (
        sum(packed for packed, _ in info.frames) + len(container.SLACK) <= size
        and all(place.stop <= info.image_size for place in places)
        and sum(map(len, info.extents)) == sizes["rest"][1]
    )
