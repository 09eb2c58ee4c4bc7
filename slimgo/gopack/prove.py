"""The proof of a packed file: its own stub decodes its own payload, in a process of its own.

Where the file is for another machine, the same C sources compiled for this one do it.
"""

from __future__ import annotations

from slimgo.gopack import container, decoder, joined, stubs
from slimgo.gopack.decoder import Decoder, NotDecoded
from slimgo.gopack.errors import NotProven
from slimgo.gopack.machines import BY_GOARCH

_OTHER = "the packed file does not unpack to the program"


def prove(packed: bytes, image: bytes) -> str:
    """Says by what the file was proven. Raises NotProven, MemoryError.

    packed: the file as it stands. image: what must come out, byte for byte.
    """
    cpu = decoder.here()
    if not cpu:
        if joined.unpack_image(packed) != image:
            raise NotProven(_OTHER)
        return "unpacked by gopack's Python side: no stub runs on this machine"
    stub_at, header_at = container.header_place(packed)
    goarch = container.goarch_of(packed)
    own = BY_GOARCH[goarch].cpu == cpu
    given = Decoder(
        code=None if own else stubs.blob_path(cpu, joined.payload_of(packed)),
        code_at=(stub_at if own else 0) + container.PROOF_AT,
        joins=None if own else stubs.blob_path(cpu, goarch),
    )
    reached = 0
    try:
        for made in decoder.run(given, packed, header_at, len(image)):
            _compare(made, memoryview(image)[reached : reached + len(made)], reached)
            reached += len(made)
    except NotDecoded as error:
        raise NotProven("the packed file does not unpack", why=str(error)) from error
    if reached != len(image):
        raise NotProven(_OTHER, why=f"at byte {reached:,}")
    return "decoded by its own stub" if own else "decoded by its stub's sources, compiled for here"


def _compare(made: bytes, image: memoryview, reached: int) -> None:
    """reached: bytes of the image before these."""
    if made != image:
        at = next((i for i, byte in enumerate(image) if made[i] != byte), len(image))
        raise NotProven(_OTHER, why=f"at byte {reached + at:,}")
