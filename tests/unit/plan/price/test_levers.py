"""Names of variants, and what Go and the packers are told for them."""

from __future__ import annotations

import pytest

from slimgo.errors import BadInput
from slimgo.plan.catalogue import GOPACK
from slimgo.plan.price.levers import (
    LEVERS,
    PLAIN,
    USUAL,
    effect_of,
    fits,
    in_order,
    levers_of,
    variant_of,
)
from slimgo.plan.price.matrix import cell_id, matrix_of
from slimgo.plan.recipe import build_command
from slimgo.values.program import Source
from slimgo.values.target import Target

AMD64 = Target(goos="linux", goarch="amd64")


def test_eight_variants_are_priced_where_none_is_named() -> None:
    assert len(USUAL) == 8
    assert USUAL[0] == PLAIN
    assert all(levers_of(name) for name in USUAL[1:])


def test_levers_can_be_typed_in_any_order() -> None:
    assert in_order(levers_of("gopack+stripped")) == "stripped+gopack"


def test_a_variant_has_the_flags_of_all_its_levers() -> None:
    made = variant_of(levers_of("stripped+no-inlining+no-bounds-checks+no-http2+gopack"))
    assert made.ldflags == ("-s", "-w")
    assert made.gcflags == ("all=-l -B",)
    assert made.tags == ("nethttpomithttp2",)
    assert made.packing == GOPACK
    assert made.packed_from == "stripped+no-inlining+no-http2+no-bounds-checks"


def test_experiments_are_told_by_a_variable() -> None:
    made = variant_of(levers_of("old-json+old-collector"))
    command = build_command(made, source=Source(folder=".", package="."), target=AMD64, host=AMD64)
    assert dict(command.env)["GOEXPERIMENT"] == "nojsonv2,nogreenteagc"


@pytest.mark.parametrize("name", ["upx+gopack", "gopack+gopack", "amd64-v2+amd64-v3"])
def test_what_excludes_each_other_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="exclude each other"):
        levers_of(name)


def test_an_unknown_lever_is_told_with_those_there_are() -> None:
    with pytest.raises(BadInput, match="there is no lever 'fast'") as told:
        levers_of("stripped+fast")
    assert "no-inlining" in told.value.cure


def test_the_worst_effect_counts() -> None:
    assert effect_of(()) == "free"
    assert effect_of(levers_of("stripped")) == "free"
    assert effect_of(levers_of("stripped+gopack")) == "costs speed or memory"
    assert effect_of(levers_of("gopack+no-http2")) == "changes behaviour"


def test_a_hole_is_named_so_and_chosen_by_name_only() -> None:
    lever = LEVERS["no-bounds-checks"]
    assert lever.only_by_name
    assert "security hole" in lever.does
    assert [each.name for each in LEVERS.values() if each.only_by_name] == [lever.name]


def test_levels_of_amd64_are_for_amd64() -> None:
    assert fits(levers_of("amd64-v3"), AMD64)
    assert not fits(levers_of("amd64-v3"), Target(goos="linux", goarch="arm64"))


def test_what_is_packed_is_built_first() -> None:
    matrix = matrix_of(("plain", "stripped+gopack"), AMD64)
    assert [each.id for each in matrix.cells] == [
        "linux-amd64/plain",
        "linux-amd64/stripped",
        "linux-amd64/stripped+gopack",
    ]
    assert cell_id("gopack+stripped", AMD64) == "linux-amd64/stripped+gopack"
