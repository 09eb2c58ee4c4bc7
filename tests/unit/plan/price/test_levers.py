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
    own_levers,
    variant_of,
)
from slimgo.plan.price.matrix import cell_id, matrix_of
from slimgo.plan.recipe import build_command
from slimgo.values.program import Source
from slimgo.values.target import Target
from slimgo.values.variant import Packing, Variant

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
    assert dict(command.env)["GOEXPERIMENT"] == "nogreenteagc,nojsonv2"


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
    matrix = matrix_of(((), levers_of("stripped+gopack")), AMD64)
    assert [each.id for each in matrix.cells] == [
        "linux-amd64/plain",
        "linux-amd64/stripped",
        "linux-amd64/stripped+gopack",
    ]
    assert cell_id(levers_of("gopack+stripped"), AMD64) == "linux-amd64/stripped+gopack"


def own(*variants: Variant) -> Variant:
    """What the first of a settings file's variants becomes with gopack's lever."""
    levers = own_levers(variants, "slimgo.toml")
    return variant_of(levers_of(f"gopack+{variants[0].name}", levers))


def test_a_settings_files_variant_is_a_lever_with_all_its_flags() -> None:
    said = Variant(
        name="mine", cgo=True, trimpath=False, ldflags=("-s",), tags=("a",), gcflags=("all=-l",)
    )
    made = own(said)
    assert (made.name, made.packed_from, made.packing) == ("mine+gopack", "mine", GOPACK)
    assert (made.cgo, made.trimpath, made.gcflags) == (True, False, ("all=-l",))
    assert (made.ldflags, made.tags) == (("-s",), ("a",))


def test_a_settings_files_packed_variant_is_one_lever_and_excludes_packers() -> None:
    unpacked = Variant(name="mine.unpacked", tags=("a",))
    packed = Variant(
        name="mine", tags=("a",), packing=Packing(packer="upx"), packed_from="mine.unpacked"
    )
    levers = own_levers((unpacked, packed), "slimgo.toml")
    assert [*levers] == ["mine"]
    made = variant_of(levers_of("mine+stripped", levers))
    assert (made.name, made.packed_from) == ("mine+stripped", "mine.unpacked+stripped")
    assert made.packing == Packing(packer="upx")
    matrix = matrix_of((levers_of("mine+stripped", levers),), AMD64)
    build, _ = (each.variant for each in matrix.cells)
    assert build.name == "mine.unpacked+stripped"
    assert (build.tags, build.ldflags, build.packing) == (("a",), ("-s", "-w"), None)
    with pytest.raises(BadInput, match="mine, gopack exclude each other"):
        levers_of("mine+gopack", levers)


@pytest.mark.parametrize(
    ("said", "effect"),
    [
        (Variant(name="x"), "free"),
        (Variant(name="x", ldflags=("-s", "-w")), "free"),
        (Variant(name="x", gcflags=("all=-l",)), "costs speed or memory"),
        (Variant(name="x", gcflags=("all=-l",), tags=("a",)), "changes behaviour"),
        (Variant(name="x", ldflags=("-funcalign=1",)), "changes behaviour"),
        (Variant(name="x", packing=Packing(packer="gopack")), "costs speed or memory"),
    ],
)
def test_what_is_known_of_its_flags_is_said_of_a_variant_else_the_worst(
    said: Variant, effect: str
) -> None:
    assert own_levers((said,), "slimgo.toml")["x"].effect == effect


@pytest.mark.parametrize("name", ["plain", "gopack"])
def test_a_settings_files_variant_needs_a_name_of_its_own(name: str) -> None:
    with pytest.raises(BadInput, match=f"there is a lever {name} already") as told:
        own_levers((Variant(name=name),), "slimgo.toml")
    assert told.value.cure == "give the variant another name"


def test_flags_of_the_compiler_are_said_once() -> None:
    levers = own_levers((Variant(name="x", gcflags=("all=-B",)),), "slimgo.toml")
    with pytest.raises(BadInput, match="sets flags of the compiler twice"):
        levers_of("x+no-inlining", levers)


def test_a_name_with_a_plus_in_it_is_a_settings_files_variant_first() -> None:
    levers = own_levers((Variant(name="a+b", tags=("a",)),), "slimgo.toml")
    assert [each.name for each in levers_of("a+b", levers)] == ["a+b"]
