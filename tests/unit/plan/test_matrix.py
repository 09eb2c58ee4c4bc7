"""The matrix is the product less its exclusions, and every line of data counts."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from pathlib import Path

import pytest

from article.matrix import MATRIX
from article.variants import VARIANTS, variant
from slimgo.errors import BadInput
from slimgo.gopack.machines import BY_GOARCH
from slimgo.plan.catalogue import AXES, EXTRAS, TARGETS
from slimgo.plan.matrix import exclusions, matrix
from slimgo.plan.packers import PACKERS
from slimgo.values.probe import Unknown
from slimgo.values.program import Program, Source
from slimgo.values.target import Target
from slimgo.values.variant import Variant

AMD64 = Target(goos="linux", goarch="amd64")
PROJECT = Path(__file__).parents[3]


def of(source: Source) -> Program:
    return Program(name="x", source=source, probes=(Unknown(),), tag="x")


def test_it_has_cells_for_every_target_and_each_identifier_once() -> None:
    identifiers = [each.id for each in MATRIX.cells]
    assert len(identifiers) >= 30
    assert len(set(identifiers)) == len(identifiers)
    assert {each.target for each in MATRIX.cells} == set(TARGETS)


def test_every_combination_is_a_cell_or_left_out_with_a_reason() -> None:
    product = len(list(itertools.product(TARGETS, *AXES)))
    left_out = sum(each.cells for each in exclusions())
    assert len(matrix().cells) == product - left_out + len(EXTRAS)
    assert all(each.cells and each.why for each in exclusions())


def test_a_flag_to_try_is_one_line() -> None:
    tried = matrix((Variant(name="no-inlining", gcflags=("all=-l",)),))
    added = {each.id for each in tried.cells} - {each.id for each in matrix().cells}
    (step,) = tried.steps(
        tried.cell("linux-amd64/no-inlining"),
        host=AMD64,
        program=of(Source(folder="app", package="app.go")),
    )
    assert added == {"linux-amd64/no-inlining"}
    assert "-gcflags all=-l -o ../build/verify/linux-amd64/no-inlining.bin" in str(step.command)


def test_another_session_has_a_folder_of_its_own() -> None:
    tried = matrix(session="verify-worker")
    source = Source(folder=".", package="./cmd/worker")
    (step,) = tried.steps(tried.cell("linux-amd64/app"), host=AMD64, program=of(source))
    assert step.makes == "build/verify-worker/linux-amd64/app.bin"


def test_another_folder_of_all_that_is_made_holds_the_matrix_too() -> None:
    assert matrix().folder("made") == "made/verify"
    made = replace(of(Source(folder=".", package=".")), out="made")
    (step,) = matrix().steps(matrix().cell("linux-amd64/app"), host=AMD64, program=made)
    assert step.makes == "made/verify/linux-amd64/app.bin"


@pytest.mark.parametrize("name", ["app", "netgo-small", "small-gopack"])
def test_a_programs_own_tags_and_values_are_in_every_cell(name: str) -> None:
    source = Source(folder=".", package=".", tags=("mine",), ldflags=("-X 'main.v=1'",))
    tried = matrix()
    cell = tried.cell(f"linux-amd64/{name}")
    steps = tried.steps(cell, host=AMD64, program=of(source))
    for step in steps:
        assert step.variant
        assert step.variant.tags == (*cell.variant.tags, "mine")
        assert step.variant.ldflags == (*cell.variant.ldflags, "-X 'main.v=1'")
    assert f"-tags {','.join((*cell.variant.tags, 'mine'))} " in str(steps[0].command)
    assert "-X" in str(steps[0].command)


@pytest.mark.parametrize("name", [each.name for each in VARIANTS])
def test_what_slim_makes_is_a_cell_by_the_same_name_and_flags(name: str) -> None:
    theirs = MATRIX.cell(f"linux-amd64/{name}").variant
    ours = variant(name)
    assert replace(theirs, artifact="") == replace(ours, artifact="")


def test_a_packed_cell_is_built_first() -> None:
    build, pack = MATRIX.steps(
        MATRIX.cell("linux-arm64/small-upx9"),
        host=AMD64,
        program=of(Source(folder="app", package="app.go")),
    )
    assert "GOARCH=arm64" in str(build.command)
    assert build.makes == pack.packed_from == "build/verify/linux-arm64/small.bin"
    assert str(pack.command) == (
        "upx -9 -o build/verify/linux-arm64/small-upx9.bin build/verify/linux-arm64/small.bin"
    )


def test_gopack_packs_for_what_it_has_code_for_and_one_of_its_cells_is_short() -> None:
    packed = {each.id: each for each in MATRIX.cells if "gopack" in each.variant.name}
    assert set(packed) == {
        f"linux-{goarch}/small-gopack{best}" for goarch in BY_GOARCH for best in ("", "-best")
    }
    assert [each for each in packed if packed[each].short] == ["linux-amd64/small-gopack"]


def test_gopacks_machines_are_those_that_it_has_code_for() -> None:
    assert set(PACKERS["gopack"].goarchs) == set(BY_GOARCH)


def test_upx_has_no_cell_where_it_does_not_pack() -> None:
    assert not [each for each in MATRIX.cells if each.id.startswith("linux-riscv64/small-upx")]
    assert "linux-ppc64le/small-upx9" in [each.id for each in MATRIX.cells]


def test_the_articles_words_are_typed_as_they_are() -> None:
    (step,) = MATRIX.steps(
        MATRIX.cell("linux-amd64/article-static"),
        host=AMD64,
        program=of(Source(folder="app", package="app.go")),
    )
    assert str(step.command) == (
        "GOOS=linux GOFLAGS=-buildvcs=false go build -C app -ldflags '-extldflags \"-static\"' "
        "-o ../build/verify/linux-amd64/article-static.bin app.go"
    )


def test_only_the_short_selection_needs_nothing_but_go_and_upx() -> None:
    short = [each for each in MATRIX.cells if each.short]
    assert 8 <= len(short) < len(MATRIX.cells)
    assert not any(each.needs or each.target != AMD64 for each in short)


@pytest.mark.parametrize(
    ("asked", "offered"),
    [("linux-arm64/tiny", "linux-arm64/small-upx9"), ("plan9-amd64/app", "linux-386/…")],
)
def test_an_unknown_cell_is_answered_with_those_that_come_near(asked: str, offered: str) -> None:
    with pytest.raises(BadInput) as caught:
        MATRIX.cell(asked)
    assert offered in caught.value.cure


def test_gitlabs_list_of_groups_is_the_matrixs() -> None:
    text = (PROJECT / ".gitlab-ci.yml").read_text()
    listed = re.findall(r"^          - (\S+)$", text, flags=re.MULTILINE)
    assert listed == sorted({each.group for each in MATRIX.cells})
