"""The stub's join of type descriptors against the filter, on a Go program's."""

from __future__ import annotations

import ctypes

import numpy as np
import pytest
from elftools.elf.elffile import ELFFile

from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.filters.types import join, split
from tests.integration.gopack.host import library
from tests.integration.gopack.programs import build_source

_PART = """
#include "types.h"
void join(u8 *types, u32 size, u64 address) { join_types(types, size, address); }
"""
_AROUND = 64


@pytest.fixture(scope="module", params=["amd64", "arm64"])
def types(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[bytes, int]:
    """The section of a small Go program's types: their bytes and address."""
    room = tmp_path_factory.mktemp("types")
    source = 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("types") }\n'
    build_source(source, room / "program", request.param)
    with (room / "program").open("rb") as file:
        section = ELFFile(file).get_section_by_name(".go.type")
        assert section is not None
        return section.data(), section["sh_addr"]


def test_types_come_back_from_the_filter(types: tuple[bytes, int]) -> None:
    data, address = types
    kept = split(data, address)
    assert join(kept, address) == data


def test_much_is_foretold(types: tuple[bytes, int]) -> None:
    data, address = types
    assert split(data, address).count(0) > 1.01 * data.count(0)


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    return library(tmp_path_factory.mktemp("part"), _PART)


def test_the_stub_restores_them(types: tuple[bytes, int], part: ctypes.CDLL) -> None:
    data, address = types
    around = bytes(range(_AROUND))
    room = ctypes.create_string_buffer(around + split(data, address) + around, len(data) + 128)
    part.join(ctypes.byref(room, _AROUND), len(data), ctypes.c_uint64(address))
    assert room.raw == around + data + around


def test_the_stub_restores_whatever_the_filter_takes(part: ctypes.CDLL) -> None:
    chance = np.random.default_rng(4)
    address = 1 << 22
    taken = 0
    for seed in range(500):
        places = [0, 0, 0, 8, 16, 40, address, address + 48, address + 104, address + 160]
        words = chance.choice(np.array(places, np.uint64), 80)
        kinds = chance.choice(np.array([2, 20, 22, 22, 22, 25], np.uint64), 12) << np.uint64(56)
        flags = chance.integers(0, 8, 12, np.uint64) << np.uint64(32)
        looks = kinds | flags | np.uint64(8 << 48 | 8 << 40 | 1)
        words[chance.choice(80, 12, replace=False)] = looks
        types = words.tobytes()
        try:
            kept = split(types, address)
        except FilterNotApplicable:
            continue
        taken += kept != types
        room = ctypes.create_string_buffer(kept, len(kept))
        part.join(room, len(kept), ctypes.c_uint64(address))
        assert room.raw == types, seed
    assert taken > 100
