"""The line-table filter's parts, on tables small enough to read."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slimgo.gopack import varint
from slimgo.gopack.errors import FilterNotApplicable
from slimgo.gopack.filters import lines
from slimgo.gopack.filters.lines import findfunc, funcdata, instructions, layout, values
from slimgo.gopack.filters.lines.files import Files
from slimgo.gopack.filters.lines.looks import LOOKS
from slimgo.gopack.filters.lines.names import Parameter, Stream
from slimgo.gopack.filters.lines.symbols import ELSEWHERE, NEXT, NUMBERED, RECENT, Symbols

STUB = Path(lines.__file__).parents[2] / "stub"


@given(st.lists(st.integers(0, 2**32 - 1)))
def test_numbers_come_back_from_their_bytes(numbers: list[int]) -> None:
    assert varint.decode(varint.encode(numbers)).values.tolist() == numbers


@given(st.lists(st.integers(-(2**31), 2**31 - 1)))
def test_signed_numbers_come_back(numbers: list[int]) -> None:
    assert varint.unzigzag(varint.zigzag(numbers)).tolist() == numbers


@pytest.mark.parametrize("data", [b"\x80", b"\x80\x00", b"\x81\x80\x80\x80\x80\x00", b"\xff" * 9])
def test_bytes_that_would_not_come_back_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="number"):
        varint.decode(data)


@given(st.data())
def test_nodes_come_back_from_how_recent_they_are(data: st.DataObject) -> None:
    told: list[int] = []
    for _ in range(data.draw(st.integers(0, 30))):
        told.append(data.draw(st.integers(-1, max(told, default=-1) + 6)))
    assert values.nodes_back(values.nodes(told)) == told


def test_the_next_new_node_is_zero_and_the_one_before_four() -> None:
    assert values.nodes([-1, 0, -1, 1, 0]) == [3, 0, 4, 0, 5]


def test_a_symbol_out_of_order_is_told_by_its_place_and_the_table_goes_on_behind_it() -> None:
    symbols = Symbols(names=b"a\0b\0c\0d\0")
    assert symbols.own((0, 5, 0)) == (NEXT, 0)
    assert symbols.inlined((4, 7, 1)) == (ELSEWHERE, 1)
    assert symbols.inlined((6, 9, 0)) == (NEXT, 2)
    assert symbols.inlined((4, 7, 1)) == (RECENT + 1, 1)
    assert symbols.own((4, 7, 1)) == (NUMBERED, 1)
    assert symbols.places == [4]
    assert symbols.lines == [5, 2, 2]


def test_a_symbol_whose_start_line_differs_is_another_symbol() -> None:
    symbols = Symbols(names=b"a\0b\0")
    assert symbols.own((0, 5, 0)) == (NEXT, 0)
    assert symbols.inlined((0, 6, 0)) == (ELSEWHERE, 1)


def test_files_follow_from_the_functions_inlined() -> None:
    files = Files(units=[10, 20, 30, 20])
    assert files.derive(0, [(1, 4), (2, 9), (1, 12)], [(0, 4), (1, 9), (0, 12)])
    assert files.codes == [2, 3]
    assert files.derive(0, [(1, 4), (2, 9)], [(0, 4), (1, 9)])
    assert files.derive(3, [(2, 9)], [(0, 9)])
    assert files.codes == [2, 3, 0]


def test_a_table_of_files_that_does_not_follow_teaches_nothing() -> None:
    files = Files(units=[10, 20, 30])
    assert not files.derive(0, [(1, 4), (2, 9)], [(0, 5), (1, 9)])
    assert files.codes == []
    assert files.of == {}


def test_new_funcdata_stands_behind_the_last_of_its_group() -> None:
    sizes = {(0, 0): 9, (3, 12): 16, (1, 28): 8, (5, 40): 2}
    told = np.array([(0, 0, 0), (0, 3, 12), (1, 0, 0), (1, 1, 28), (2, 5, 40), (3, 2, layout.NONE)])
    references = funcdata.refer(told[:, 0], told[:, 1], told[:, 2], sizes, {8: 0, 4: 0, 1: 40})
    assert [codes for codes in references.codes if codes] == [
        [funcdata.GROUPED, funcdata.MET],
        [funcdata.GROUPED],
        [funcdata.GROUPED],
        [funcdata.GROUPED],
    ]


def test_funcdata_elsewhere_is_told_by_its_place() -> None:
    told = np.array([0]), np.array([3]), np.array([20])
    references = funcdata.refer(*told, {(3, 20): 16}, {8: 0, 4: 0, 1: 0})
    assert references.codes[3] == [funcdata.ELSEWHERE]
    assert references.blobs[0].size == 16


def test_findfunctab_has_a_number_for_each_256_bytes() -> None:
    entries = np.array([0, 300, 600, 5000])
    table = findfunc.build(entries)
    assert table[:4] == struct.pack("<I", 0)
    assert list(table[4:8]) == [0, 0, 1, 2]
    assert table[20:24] == struct.pack("<I", 2)
    assert len(table) == 8 + 20


PROLOGUE = bytes.fromhex("493b6610 760b 55 4889e5 4883ec10 4883c410 5d c3 e800000000 eb e6 cccc")


def test_stack_depths_follow_from_pushes_pops_and_returns() -> None:
    sizes = np.array([4, 2, 1, 3, 4, 4, 1, 1, 5, 2, 1, 1], np.uint8)
    entries = np.array([0, len(PROLOGUE)])
    code = instructions.read(PROLOGUE, sizes, entries, LOOKS["amd64"])
    (rows,) = instructions.stack_depths(code, code.ends)
    assert rows == [(0, 7), (8, 14), (24, 18), (8, 19), (0, 20), (24, 27)]
    assert code.ends.tolist() == [27]
    assert code.offset(code.calls).tolist() == [20]


def test_the_tail_is_where_the_prologue_jumps_to() -> None:
    spoiled = PROLOGUE.replace(bytes.fromhex("760b"), bytes.fromhex("760e"))
    sizes = np.array([4, 2, 1, 3, 4, 4, 1, 1, 5, 2, 1, 1], np.uint8)
    code = instructions.read(spoiled, sizes, np.array([0, len(spoiled)]), LOOKS["amd64"])
    assert code.offset(code.tails).tolist() == [20]
    assert code.offset(code.resumes).tolist() == [25]


@pytest.mark.parametrize(
    ("table", "word"),
    [
        (b"", "cut short"),
        (bytes(100), "unknown layout"),
        (struct.pack("<IHBB", 0xFFFFFFF1, 0, 1, 2) + bytes(100), "magic 0xfffffff1"),
        (struct.pack("<IHBB8Q", 0xFFFFFFF1, 0, 1, 8, 1, 1, 0, 72, 72, 80, 90, 99), "order"),
        (struct.pack("<IHBB8Q", 0xFFFFFFF1, 0, 1, 8, 1 << 60, 1, 0, 72, 74, 80, 90, 99), "order"),
    ],
)
def test_an_unknown_table_is_not_for_us(table: bytes, word: str) -> None:
    with pytest.raises(FilterNotApplicable, match=word):
        layout.read(table, range(len(table)))


def test_the_stub_has_the_same_streams_and_parameters_in_the_same_order() -> None:
    text = (STUB / "lines_streams.h").read_text()

    def names(enum: str) -> list[str]:
        found = re.search(rf"enum {enum} {{(.*?)}}", text, re.DOTALL)
        assert found
        return re.findall(r"\w+", found[1])

    streams, parameters = names("lines_stream"), names("lines_parameter")
    assert streams == [*(stream.name for stream in Stream), "STREAMS"]
    assert parameters == [f"AT_{parameter.name}" for parameter in Parameter]
