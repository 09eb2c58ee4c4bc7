"""The tables of surroundings and of known faults hold together."""

from __future__ import annotations

import pytest

from article.variants import variant
from slimgo.checks.binary import binary_expectation
from slimgo.plan.catalogue import GOPACK, UPX_9
from slimgo.plan.faults import KNOWN_FAULTS, known_faults
from slimgo.plan.packers import PACKERS
from slimgo.plan.surroundings import FULL, PLAIN, SHORT, emulated
from slimgo.values.binary import BinaryExpectation
from slimgo.values.target import Target

ARM64 = Target(goos="linux", goarch="arm64")
COUNTS = (0, 1, 10, 100, 500, 505, 510, 520, 600, 1000, 2000, 3000)


@pytest.mark.parametrize("table", [SHORT, FULL, emulated(SHORT), emulated(FULL)])
def test_a_table_begins_with_the_plain_start_and_has_no_name_twice(table) -> None:
    assert table[0] == PLAIN
    assert len({each.name for each in table}) == len(table)


def test_the_full_table_has_what_was_asked_for() -> None:
    assert {each.variables for each in FULL} == set(COUNTS)
    assert {each.argv0 for each in FULL} == {"usual", "empty", "none"}
    assert any(each.one_cpu for each in FULL)
    assert max(each.arguments for each in FULL) == 100_000
    assert any(not each.random_addresses and not each.value_bytes for each in FULL)
    assert min(each.stack_bytes for each in FULL if each.stack_bytes) == 64 * 1024


def test_no_place_in_a_page_is_left_out() -> None:
    walked = {each.value_bytes for each in FULL if not each.random_addresses}
    assert set(range(16, 4097, 16)) <= walked


def test_the_longest_value_is_the_kernels_longest() -> None:
    longest = max(each.value_bytes for each in FULL)
    assert len("PAD=") + longest + 1 == 128 * 1024


def test_an_emulator_is_not_given_what_says_nothing_there() -> None:
    assert not any(each.native_only for each in emulated(FULL))
    assert {each.variables for each in emulated(FULL)} == set(COUNTS)
    assert len(emulated(FULL)) < 40


@pytest.mark.parametrize("fault", KNOWN_FAULTS)
def test_a_known_fault_names_surroundings_that_a_cell_is_started_in(fault) -> None:
    names = {each.name for each in emulated(FULL)}
    assert {*fault.fails, *fault.either} <= names
    assert not {*fault.fails} & {*fault.either}
    assert fault.packer in PACKERS


def test_upx_4_2_2_fails_at_520_variables_and_starts_at_500() -> None:
    (fault,) = known_faults("upx", "4.2.2")
    assert {"520 variables", "600 variables", "3,000 variables"} <= {*fault.fails}
    assert not {"1 variable", "100 variables", "500 variables"} & {*fault.fails, *fault.either}
    assert "520" in fault.says


def test_what_nobody_tried_has_no_fault() -> None:
    assert known_faults("upx", "5.0.0") == ()
    assert known_faults("gopack", "4.2.2") == ()


def expectation(name: str, target: Target, version: str) -> BinaryExpectation:
    made = variant(name)
    return binary_expectation(
        made,
        target=target,
        go_version="go1.27.3",
        settings=(),
        surroundings=SHORT,
        known_faults=known_faults("upx", version),
    )


def test_a_fault_is_expected_of_its_target_and_version_only() -> None:
    assert expectation("small-upx9", ARM64, "4.2.2").known_fault
    assert expectation("small-upx9", ARM64, "5.0.0").known_fault is None
    amd64 = Target(goos="linux", goarch="amd64")
    assert expectation("small-upx9", amd64, "4.2.2").known_fault is None


def test_only_what_is_packed_is_swept() -> None:
    assert expectation("small", ARM64, "4.2.2").surroundings == ()
    assert expectation("small", ARM64, "4.2.2").known_fault is None
    assert variant("small-upx9").packing == UPX_9
    assert variant("small-gopack").packing == GOPACK
    assert expectation("small-gopack", ARM64, "").surroundings == SHORT


def test_what_verdicts_depend_on_reads_the_same_in_every_process() -> None:
    """It is recorded as text: a set in it would make every recorded verdict stale."""
    text = repr(expectation("small-upx9", ARM64, "4.2.2"))
    assert "KnownFault(" in text
    assert "{" not in text
