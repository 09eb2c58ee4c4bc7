"""The header, written and read back, and spoiled byte by byte."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from slimgo.gopack.errors import Damaged
from slimgo.gopack.executable import Segment
from slimgo.gopack.header import FILTER_TEXT, PAYLOAD_LZMA, Header, decode, encode

HEADER = Header(
    base=0x400000,
    image_size=0x2800,
    memory_size=0x7000,
    entry=0x1000,
    program_headers=64,
    program_header_count=6,
    flags=FILTER_TEXT | PAYLOAD_LZMA,
    properties=(3, 94, 93, 1),
    text=range(0x1000, 0x1200),
    types=range(0x2000, 0x2100),
    computed=(0, 0x2200, 0, 0x2300, 0, 0, 1),
    instructions=77,
    functions=5,
    largest_function=7,
    frames=((2, 9), (3, 10), (4, 20), (5, 30)),
    extents=(range(0x1000), range(0x1200, 0x2800)),
    segments=(Segment(at=0, size=0x1200, protection=5),),
    file_size=0x2900,
    overlay_size=0x30,
    file_checksum=0xFEDCBA9876543210,
    tail_size=9,
    map_size=136,
    hashes=2,
    numbers=(1, 0xFFFFFFFF),
)
PAYLOAD = b"abcdefghijkl"


def test_it_comes_back_as_it_was() -> None:
    assert decode(encode(HEADER, PAYLOAD) + PAYLOAD + b"the tail") == (HEADER, PAYLOAD)


def test_every_field_counts() -> None:
    written = encode(HEADER, PAYLOAD)
    for field in dataclasses.fields(Header):
        value = getattr(HEADER, field.name)
        other = value + 1 if isinstance(value, int) else value[:-1]
        if field.name in {"properties", "frames", "computed"}:
            other = (*value[:-1], (8, 8) if field.name == "frames" else 8)
        changed: dict[str, Any] = {field.name: other}
        assert encode(dataclasses.replace(HEADER, **changed), PAYLOAD) != written


def test_every_flipped_byte_of_header_and_payload_is_noticed() -> None:
    whole = encode(HEADER, PAYLOAD) + PAYLOAD
    for place in range(len(whole)):
        spoiled = bytearray(whole)
        spoiled[place] ^= 0x10
        with pytest.raises(Damaged):
            decode(bytes(spoiled))


def test_every_cut_is_noticed() -> None:
    whole = encode(HEADER, PAYLOAD) + PAYLOAD
    for size in range(len(whole)):
        with pytest.raises(Damaged):
            decode(whole[:size])


def test_another_version_of_the_format_is_called_that() -> None:
    written = bytearray(encode(HEADER, PAYLOAD) + PAYLOAD)
    written[3] = 1
    with pytest.raises(Damaged, match="another version of gopack: its format is 1") as caught:
        decode(bytes(written))
    assert caught.value.cure == "take the gopack that packed it"
