"""The stub's join of type descriptors against the filter, on a Go program's."""

from __future__ import annotations

import ctypes
import struct

import numpy as np
import pytest
from elftools.elf.elffile import ELFFile

from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.filters.named_types import put, read_release, take
from slimgo.gopack.filters.types import join, places, split
from tests.integration.gopack.host import library
from tests.integration.gopack.programs import build_source

_PART = """
#include "named_types.h"
void join(u8 *types, u32 size, u64 address) { join_types(types, size, address, 0); }
void join_all(u8 *types, u32 size, u64 address, u64 text, u32 map_size, u32 turned)
{
    join_types(types, size, address, map_size);
    name_types(types, size, address, text, map_size, turned);
}
"""
_AROUND = 64


_PROGRAM = """package main

import "fmt"

type own[T any] struct {
	T    T
	tail []struct{ a, B chan<- T }
}

type named map[string]*own[int]

func (named) String() string { return "" }

func main() {
	fmt.Println(named{}, map[[3]int]func(...any) (chan (<-chan error), any){})
	fmt.Println(new(interface{ Go(chan<- named) bool }), []struct{ fmt.Stringer; *named }{})
}
"""

_COMPOSED = (
    b"map[[3]int]func(...interface {}) (chan (<-chan error), interface {})",
    b"[]struct { fmt.Stringer; *main.named }",
    b"[]struct { a chan<- int; B chan<- int }",
    b"*interface { Go(chan<- main.named) bool }",
)
"""Names that are made of others'."""


@pytest.fixture(scope="module", params=["amd64", "arm64"])
def program(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[bytes, int, int]:
    """The section of a small Go program's types: their bytes and address, and the text's."""
    room = tmp_path_factory.mktemp("types")
    build_source(_PROGRAM, room / "program", request.param)
    with (room / "program").open("rb") as file:
        elf = ELFFile(file)
        section, text = map(elf.get_section_by_name, (".go.type", ".text"))
        assert section is not None
        assert text is not None
        return section.data(), section["sh_addr"], text["sh_addr"]


@pytest.fixture(scope="module")
def types(program: tuple[bytes, int, int]) -> tuple[bytes, int]:
    return program[:2]


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


def test_nearly_all_hashes_and_many_names_follow(program: tuple[bytes, int, int]) -> None:
    data, address, text = program
    kept = take(data, address, text, read_release(data, address))
    count = len(places(data))
    assert kept.count(b"\xff\xff\xff\xff") - data.count(b"\xff\xff\xff\xff") > 0.97 * count
    assert kept.count(0) - data.count(0) > 8 * count
    for name in _COMPOSED:
        assert name in data
        assert name not in kept


def test_the_stub_restores_what_follows_from_names(
    program: tuple[bytes, int, int], part: ctypes.CDLL
) -> None:
    data, address, text = program
    mask = struct.pack("<4Q", address, address, 0xFFFFFFFF, 0)  # of pointers, as Go 1.26 has them
    data += mask + bytes(64)
    release = read_release(data, address)
    kept = take(data, address, text, release)
    assert kept.count(0) > data.count(0)
    assert put(kept, address, text, release) == data
    whole = split(kept, address, release.map_size)
    around = bytes(range(_AROUND))
    room = ctypes.create_string_buffer(around + whole + around, len(data) + 128)
    where = (ctypes.c_uint64(address), ctypes.c_uint64(text))
    part.join_all(ctypes.byref(room, _AROUND), len(data), *where, release.map_size, release.turned)
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
