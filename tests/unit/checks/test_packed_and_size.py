from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.checks.packed import check_packed
from slimgo.checks.size import check_engine_size
from slimgo.plan.packers import PACKERS, Packer
from slimgo.values.packed import PackedFacts

GOOD = PackedFacts(
    test_status=0,
    test_words="",
    original_sha256="a" * 64,
    unpacked_sha256="a" * 64,
    unpack_words="",
    original_build_info='{"GoVersion": "go1.27.3"}',
    build_info='{"GoVersion": "go1.27.3"}',
)
UPX, GOPACK = PACKERS["upx"], PACKERS["gopack"]


def statuses_of(facts: PackedFacts, packer: Packer) -> list[str]:
    return [verdict.status for verdict in check_packed(facts, packer)]


def test_a_file_that_tests_and_unpacks_to_the_same_bytes_passes() -> None:
    assert statuses_of(GOOD, UPX) == ["pass", "pass"]
    assert statuses_of(GOOD, GOPACK) == ["pass", "pass", "pass"]


@pytest.mark.parametrize(
    ("spoiled", "statuses"),
    [
        (replace(GOOD, test_status=2, test_words="checksum error"), ["fail", "pass"]),
        (replace(GOOD, unpacked_sha256="b" * 64), ["pass", "fail"]),
        (replace(GOOD, unpacked_sha256="", unpack_words="not packed"), ["pass", "fail"]),
    ],
)
def test_a_spoiled_packing_turns_its_check_red(spoiled: PackedFacts, statuses: list[str]) -> None:
    assert statuses_of(spoiled, UPX) == statuses
    assert statuses_of(spoiled, GOPACK) == [*statuses, "pass"]


@pytest.mark.parametrize("build_info", ["", '{"GoVersion": "go1.27.2"}'])
def test_lost_build_info_is_red_only_where_the_packer_promises_to_keep_it(build_info: str) -> None:
    spoiled = replace(GOOD, build_info=build_info)
    assert statuses_of(spoiled, GOPACK) == ["pass", "pass", "fail"]
    assert statuses_of(spoiled, UPX) == ["pass", "pass"]


def test_build_info_that_was_never_there_is_no_pass() -> None:
    nothing = replace(GOOD, original_build_info="", build_info="")
    assert statuses_of(nothing, GOPACK) == ["pass", "pass", "fail"]


def test_an_exact_size_must_equal_the_files() -> None:
    assert check_engine_size(10, "the files", 10, exact=True)[0].status == "pass"
    assert check_engine_size(11, "the files", 10, exact=True)[0].status == "fail"


def test_a_size_that_means_something_else_is_named_and_no_pass() -> None:
    (verdict,) = check_engine_size(11, "compressed layers", 10, exact=False)
    assert verdict.status == "skip"
    assert "compressed layers" in verdict.evidence
