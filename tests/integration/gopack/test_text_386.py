"""The stub's join of 386 text against the filter: on a program of Go's and on hostile bytes."""

from __future__ import annotations

import numpy as np
import pytest

from slimgo.gopack.filters import functions
from slimgo.gopack.filters.amd64 import program as amd64_program
from slimgo.gopack.filters.text_amd64 import I386, NAMES, join, lengths, split
from slimgo.gopack.read_elf import read_executable
from tests.integration.gopack.programs import build_source
from tests.integration.gopack.text_joins import Join, Text, hostile, stub_join

SEEDS = 1000


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Text:
    made = tmp_path_factory.mktemp("386") / "program"
    source = 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe("", nil) }\n'
    build_source(source, made, "386", "-ldflags=-s -w")
    executable = read_executable(made.read_bytes())
    found = functions.read(executable.image, executable.sections, executable.base)
    return Text(
        data=executable.image[found.text.start : found.text.stop],
        address=executable.base + found.text.start,
        entries=found.entries,
    )


@pytest.fixture(scope="module")
def c_join(tmp_path_factory: pytest.TempPathFactory) -> Join:
    return stub_join(tmp_path_factory, I386)


def python_join(text: Text) -> bytes:
    streams = split(text.data, text.address, text.entries, mode=I386)
    return join(streams, len(text.data), text.address, I386)


def test_the_sweep_meets_every_function(program: Text) -> None:
    met = np.cumsum(lengths(program.data, I386), dtype=np.int64)
    assert np.isin(program.entries[1:-1], met).all()


def test_a_go_program_comes_back_from_both_joins(program: Text, c_join: Join) -> None:
    assert python_join(program) == program.data
    assert c_join(program) == program.data


def test_a_go_program_has_next_to_no_escaped_jumps(program: Text) -> None:
    streams = split(program.data, program.address, program.entries, mode=I386)
    escaped = dict(zip(NAMES, streams, strict=True))["escaped jumps"]
    assert len(escaped) <= 4 * 6 * -(-len(program.data) // amd64_program.PART)


def test_whatever_bytes_there_are_come_back_from_both_joins(program: Text, c_join: Join) -> None:
    for seed in range(SEEDS):
        text = hostile(seed, program.data)
        assert c_join(text) == text.data, seed
        if not seed % 10:
            assert python_join(text) == text.data, seed


def test_a_program_is_read_in_32_bit_mode() -> None:
    """inc eax; mov eax, [0x8123456]; lds eax, [esi]; pusha: in 64-bit mode all are otherwise."""
    text = bytes.fromhex("40 a156341208 c506 60")
    assert lengths(text, I386).tolist() == [1, 5, 2, 1]
