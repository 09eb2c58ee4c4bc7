"""The line-table filter on programs of Go's: its own join and the stub's bring every byte back."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.filters.lines import header, layout
from slimgo.gopack.machines import BY_GOARCH
from tests.integration.gopack.line_joins import Program, back, join_of, program_of, split
from tests.integration.gopack.programs import build_source

MACHINES = tuple(BY_GOARCH)
SOURCE = """package main

import (
    "encoding/json"
    "fmt"
    "os"
    "sort"
)

func main() {
    defer fmt.Println("done")
    sort.Strings(os.Args)
    json.NewEncoder(os.Stdout).Encode(os.Args)
}
"""


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Program]:
    room = tmp_path_factory.mktemp("lines")
    done: dict[tuple[str, ...], Program] = {}

    def build(machine: str, *flags: str) -> Program:
        if (machine, *flags) not in done:
            build_source(SOURCE, room / "program", machine, *flags)
            done[machine, *flags] = program_of(room / "program")
        return done[machine, *flags]

    return build


@pytest.fixture(scope="session")
def joins(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ctypes.CDLL]:
    """The stub's join for the text of each machine."""
    made = {}
    for machine in MACHINES:
        folder = tmp_path_factory.mktemp(machine)
        made[machine] = join_of(machine, folder)
    return made


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("flags", [("-ldflags=-s -w",), (), ("-gcflags=all=-l",)])
def test_every_byte_comes_back(
    built: Callable[..., Program],
    joins: dict[str, ctypes.CDLL],
    machine: str,
    flags: tuple[str, ...],
) -> None:
    program = built(machine, *flags)
    claimed = back(program, joins[machine])
    assert back(program, joins[machine], ahead=False) == claimed
    assert claimed > len(program.table) * 0.7


@pytest.mark.parametrize("seed", range(24))
def test_a_record_that_does_not_fit_is_told_by_itself(
    built: Callable[..., Program], joins: dict[str, ctypes.CDLL], seed: int
) -> None:
    """Fields of records and inlining trees spoiled by chance: all others are told as before."""
    machine = MACHINES[seed % len(MACHINES)]
    whole = built(machine, "-ldflags=-s -w")
    chance = np.random.default_rng(seed)
    table = layout.read(whole.image, whole.table)
    image = bytearray(whole.image)
    records = np.frombuffer(image, np.uint32, 2 * table.functions, table.functab)[1::2].tolist()
    for _ in range(20):
        record = table.functab + int(chance.choice(records))
        field = int(chance.choice([4, 8, 12, 32, 36, 40, 41, 42]))
        image[record + field] = int(chance.integers(0, 128))
    data = -(-(table.functab + table.records_end) // table.pointer) * table.pointer
    trees = table.data_offset[(table.data_index == 3) & (table.data_offset != layout.NONE)]
    for _ in range(20):
        at = data + int(chance.choice(trees)) + int(chance.integers(0, 16))
        image[at] = int(chance.integers(0, 128))
    before = sum(map(len, split(whole)[0]))
    spoiled = replace(whole, image=bytes(image))
    back(spoiled, joins[machine])
    assert sum(map(len, split(spoiled)[0])) < before * 1.05


@pytest.mark.parametrize("seed", range(40))
def test_a_spoiled_table_comes_back_or_is_not_for_us(
    built: Callable[..., Program], joins: dict[str, ctypes.CDLL], seed: int
) -> None:
    whole = built("amd64", "-ldflags=-s -w")
    chance = np.random.default_rng(seed)
    table = layout.read(whole.image, whole.table)
    image = bytearray(whole.image)
    low, high = [
        (table.pctab, table.functab),
        (table.functab, table.stop),
        (table.start, table.start + 72),
        (table.start, table.stop),
    ][seed % 4]
    for _ in range(int(chance.choice([1, 3, 30]))):
        image[int(chance.integers(low, high))] ^= 1 << int(chance.integers(0, 8))
    spoiled = replace(whole, image=bytes(image))
    try:
        split(spoiled)
    except FilterNotApplicable:
        return
    back(spoiled, joins["amd64"])


def test_a_table_of_go_1_18_is_not_for_us(built: Callable[..., Program]) -> None:
    whole = built("amd64", "-ldflags=-s -w")
    image = bytearray(whole.image)
    struct.pack_into("<I", image, whole.table.start, header.GO_1_18)
    with pytest.raises(FilterNotApplicable, match=r"of Go 1\.18 or 1\.19"):
        split(replace(whole, image=bytes(image)))


@pytest.mark.parametrize("machine", MACHINES)
def test_a_table_as_garble_writes_it_comes_back(
    built: Callable[..., Program], joins: dict[str, ctypes.CDLL], machine: str
) -> None:
    """It draws the magic number, and hides each record's entry behind its name's place."""
    whole = built(machine, "-ldflags=-s -w")
    image = bytearray(whole.image)
    struct.pack_into("<I", image, whole.table.start, 0xD2CB0333)
    table = layout.read(whole.image, whole.table)
    records = np.frombuffer(image, np.uint32, 2 * table.functions, table.functab)[1::2].tolist()
    for record in records:
        entry, name = struct.unpack_from("<2I", image, table.functab + record)
        hidden = entry ^ name * 0x5DEECE66 & 0xFFFFFFFF
        struct.pack_into("<I", image, table.functab + record, hidden)
    garbled = replace(whole, image=bytes(image))
    assert back(garbled, joins[machine]) == back(whole, joins[machine])
    told = sum(map(len, split(garbled)[0])) - sum(map(len, split(whole)[0]))
    assert told < 11 * table.functions


def test_another_text_is_not_for_us(built: Callable[..., Program]) -> None:
    whole = built("amd64", "-ldflags=-s -w")
    entries = whole.entries.copy()
    entries[5] += 1
    with pytest.raises(FilterNotApplicable, match="other functions"):
        split(replace(whole, entries=entries))
