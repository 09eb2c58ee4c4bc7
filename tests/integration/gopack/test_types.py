"""The stub's join of type descriptors against the filter, on a Go program's."""

from __future__ import annotations

import ctypes
import struct

import numpy as np
import pytest
from elftools.elf.elffile import ELFFile

from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.filters.named_types import put, read_release, take
from slimgo.gopack.filters.type_descriptors import WIDE, Form
from slimgo.gopack.filters.types import join, places, split
from slimgo.gopack.machines import BY_GOARCH
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


@pytest.fixture(scope="module", params=BY_GOARCH)
def goarch(request: pytest.FixtureRequest) -> str:
    made: str = request.param
    return made


@pytest.fixture(scope="module")
def form(goarch: str) -> Form:
    return Form(BY_GOARCH[goarch].form.pointer)


@pytest.fixture(scope="module")
def program(goarch: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, int, int]:
    """The section of a small Go program's types: their bytes and address, and the text's."""
    room = tmp_path_factory.mktemp("types")
    build_source(_PROGRAM, room / "program", goarch)
    with (room / "program").open("rb") as file:
        elf = ELFFile(file)
        section, text = map(elf.get_section_by_name, (".go.type", ".text"))
        assert section is not None
        assert text is not None
        return section.data(), section["sh_addr"], text["sh_addr"]


@pytest.fixture(scope="module")
def types(program: tuple[bytes, int, int]) -> tuple[bytes, int]:
    return program[:2]


def test_types_come_back_from_the_filter(types: tuple[bytes, int], form: Form) -> None:
    data, address = types
    kept = split(data, address, form=form)
    assert join(kept, address, form=form) == data


def test_much_is_foretold(types: tuple[bytes, int], form: Form) -> None:
    data, address = types
    assert split(data, address, form=form).count(0) > 1.01 * data.count(0)


@pytest.fixture(scope="module")
def part(goarch: str, tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    defined = f"#define TEXT_{goarch.upper()}\n"
    return library(tmp_path_factory.mktemp("part"), defined + _PART)


def test_the_stub_restores_them(types: tuple[bytes, int], part: ctypes.CDLL, form: Form) -> None:
    data, address = types
    around = bytes(range(_AROUND))
    room = ctypes.create_string_buffer(
        around + split(data, address, form=form) + around, len(data) + 128
    )
    part.join(ctypes.byref(room, _AROUND), len(data), ctypes.c_uint64(address))
    assert room.raw == around + data + around


def test_nearly_all_hashes_and_many_names_follow(
    program: tuple[bytes, int, int], form: Form
) -> None:
    data, address, text = program
    kept = take(data, address, text, read_release(data, address, form), form)
    count = len(places(data, form))
    assert kept.count(b"\xff\xff\xff\xff") - data.count(b"\xff\xff\xff\xff") > 0.97 * count
    assert kept.count(0) - data.count(0) > 8 * count
    for name in _COMPOSED:
        assert name in data
        assert name not in kept


def test_the_stub_restores_what_follows_from_names(
    program: tuple[bytes, int, int], part: ctypes.CDLL, form: Form
) -> None:
    data, address, text = program
    # of pointers, as Go 1.26 has them
    first = address + data.find(next(filter(None, data))) // form.word * form.word
    mask = struct.pack("<4Q" if form == WIDE else "<4I", first, first, 0xFFFFFFFF, 0)
    data += mask + bytes(64)
    release = read_release(data, address, form)
    kept = take(data, address, text, release, form)
    assert kept.count(0) > data.count(0)
    assert put(kept, address, text, release, form) == data
    whole = split(kept, address, release.map_size, form)
    around = bytes(range(_AROUND))
    room = ctypes.create_string_buffer(around + whole + around, len(data) + 128)
    where = (ctypes.c_uint64(address), ctypes.c_uint64(text))
    part.join_all(ctypes.byref(room, _AROUND), len(data), *where, release.map_size, release.turned)
    assert room.raw == around + data + around


def test_the_stub_restores_whatever_the_filter_takes(part: ctypes.CDLL, form: Form) -> None:
    chance = np.random.default_rng(4)
    address, word = 1 << 22, form.word
    taken = 0
    for seed in range(500):
        places = [0, 0, 0, 8, 16, 40, *(address + word * n for n in (0, 6, 13, 20))]
        words = chance.choice(np.array(places, np.uint64), 80)
        kinds = chance.choice(np.array([2, 20, 22, 22, 22, 25], np.uint64), 12) << np.uint64(56)
        flags = chance.integers(0, 8, 12, np.uint64) << np.uint64(32)
        looks = kinds | flags | np.uint64(8 << 48 | 8 << 40 | 1)
        data = bytearray(words.astype(f"<u{word}").tobytes())
        for place, look in zip(chance.choice(78, 12, replace=False).tolist(), looks, strict=True):
            data[word * place : word * place + 8] = look.tobytes()
        types = bytes(data)
        try:
            kept = split(types, address, form=form)
        except FilterNotApplicable:
            continue
        taken += kept != types
        room = ctypes.create_string_buffer(kept, len(kept))
        part.join(room, len(kept), ctypes.c_uint64(address))
        assert room.raw == types, seed
    assert taken > 50
