from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.checks.packed import check_packed
from slimgo.checks.size import check_engine_size
from slimgo.values.packed import PackedFacts

GOOD = PackedFacts(test_status=0, test_words="", unpacked_sha256="a" * 64, unpack_words="")


def test_a_file_that_tests_and_unpacks_to_the_same_bytes_passes() -> None:
    assert [verdict.status for verdict in check_packed(GOOD, "a" * 64)] == ["pass", "pass"]


@pytest.mark.parametrize(
    ("spoiled", "statuses"),
    [
        (replace(GOOD, test_status=2, test_words="checksum error"), ["fail", "pass"]),
        (replace(GOOD, unpacked_sha256="b" * 64), ["pass", "fail"]),
        (replace(GOOD, unpacked_sha256="", unpack_words="not packed"), ["pass", "fail"]),
    ],
)
def test_a_spoiled_packing_turns_its_check_red(spoiled: PackedFacts, statuses: list[str]) -> None:
    assert [verdict.status for verdict in check_packed(spoiled, "a" * 64)] == statuses


def test_an_exact_size_must_equal_the_files() -> None:
    assert check_engine_size(10, "the files", 10, exact=True)[0].status == "pass"
    assert check_engine_size(11, "the files", 10, exact=True)[0].status == "fail"


def test_a_size_that_means_something_else_is_named_and_no_pass() -> None:
    (verdict,) = check_engine_size(11, "compressed layers", 10, exact=False)
    assert verdict.status == "skip"
    assert "compressed layers" in verdict.evidence
