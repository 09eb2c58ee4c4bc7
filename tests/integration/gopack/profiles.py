"""Reads a profile of runtime/pprof: protobuf, after profile.proto of github.com/google/pprof."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass

_MAPPING, _LOCATION, _FUNCTION, _STRING = 3, 4, 5, 6
_FILE_NAME = 5  # of a mapping
_IN_MAPPING = 2  # of a location
_NAME = 2  # of a function
_VARINT, _BYTES = 0, 2


@dataclass(frozen=True, kw_only=True)
class Profile:
    files: list[str]
    """Of each mapping, in order. The first is the program, as whoever reads profiles has it."""
    functions: set[str]
    of_mappings: set[int]
    """In which mappings, counted from 1, the places stand that were seen; 0: in none."""


def read_profile(packed: bytes) -> Profile:
    numbers: dict[int, list[dict[int, int]]] = {_MAPPING: [], _LOCATION: [], _FUNCTION: []}
    strings = []
    for key, value in _fields(gzip.decompress(packed)):
        if key == _STRING and isinstance(value, bytes):
            strings.append(value.decode())
        elif key in numbers and isinstance(value, bytes):
            inner = ((key, each) for key, each in _fields(value) if isinstance(each, int))
            numbers[key].append(dict(inner))
    return Profile(
        files=[strings[each.get(_FILE_NAME, 0)] for each in numbers[_MAPPING]],
        functions={strings[each.get(_NAME, 0)] for each in numbers[_FUNCTION]},
        of_mappings={each.get(_IN_MAPPING, 0) for each in numbers[_LOCATION]},
    )


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    place = 0
    while place < len(data):
        tag, place = _varint(data, place)
        value, place = _varint(data, place)
        if tag & 7 == _VARINT:
            yield tag >> 3, value
        else:
            assert tag & 7 == _BYTES, "no profile has other kinds of fields"
            yield tag >> 3, data[place : place + value]
            place += value


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[place]
        value |= (byte & 127) << shift
        shift, place = shift + 7, place + 1
        if byte < 128:
            return value, place
