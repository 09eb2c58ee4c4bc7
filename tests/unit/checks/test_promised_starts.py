"""Where a packed program must start, which fault must show there, and failures without a cure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.checks.binary import binary_expectation, check_binary
from slimgo.values.binary import BinaryExpectation, BinaryFacts
from slimgo.values.surrounding import KnownFault, Surrounding
from slimgo.values.target import Target
from slimgo.values.variant import Packing, Variant
from slimgo.values.verdict import failed

AMD64 = Target(goos="linux", goarch="amd64")
ARM64 = replace(AMD64, goarch="arm64")
PLAIN = Variant(name="x")
PACKED = replace(PLAIN, packing=Packing(packer="upx"))
PLACES = (Surrounding(name="none"), Surrounding(name="many", variables=520))
FAULT = KnownFault(packer="upx", versions=("4.2.2",), goarch="arm64", says="", fails=("many",))
LATER = replace(FAULT, fails=("none",))


def promised(
    made: Variant,
    target: Target = ARM64,
    places: tuple[Surrounding, ...] = PLACES,
    faults: tuple[KnownFault, ...] = (FAULT,),
) -> BinaryExpectation:
    return binary_expectation(
        made,
        target=target,
        go_version="go1",
        settings=(),
        surroundings=places,
        known_faults=faults,
    )


@pytest.mark.parametrize("target", [AMD64, ARM64])
def test_a_packed_program_that_answers_must_start_in_each_surrounding(target: Target) -> None:
    assert promised(PACKED, target).surroundings == PLACES


@pytest.mark.parametrize(
    ("made", "target"),
    [
        (PLAIN, ARM64),
        (replace(PLAIN, cgo=True), ARM64),
        (replace(PACKED, cgo=True), ARM64),
        (PACKED, replace(ARM64, goos="darwin")),
    ],
)
def test_what_is_not_packed_or_does_not_answer_is_swept_nowhere(
    made: Variant, target: Target
) -> None:
    assert promised(made, target).surroundings == ()
    assert promised(made, target).known_fault is None


@pytest.mark.parametrize(
    ("faults", "fault"),
    [
        ((FAULT,), FAULT),
        ((replace(FAULT, goarch="amd64"), FAULT), FAULT),
        ((FAULT, LATER), FAULT),
        ((LATER, FAULT), LATER),
        ((replace(FAULT, goarch="amd64"),), None),
        ((), None),
    ],
)
def test_the_first_fault_of_the_architecture_must_show(
    faults: tuple[KnownFault, ...], fault: KnownFault | None
) -> None:
    assert promised(PACKED, faults=faults).known_fault == fault


def test_where_nothing_is_swept_no_fault_must_show() -> None:
    assert promised(PACKED, places=()).known_fault is None


BINARY = BinaryFacts(
    size_bytes=8,
    sha256="aa",
    target=AMD64,
    interpreter="",
    needed=(),
    pie=False,
    symbols=True,
    debug_info=True,
    packed_by="",
    build_info=None,
)


def test_failures_that_nobody_knows_a_cure_for_name_none() -> None:
    expected = promised(Variant(name="x", cgo=True, trimpath=False), AMD64)
    verdicts = check_binary(BINARY, expected)
    assert verdicts[1] == failed(
        "dynamic",
        "wants no interpreter and no library, expected /lib64/ld-linux-x86-64.so.2",
        "",
    )
    assert verdicts[-1] == failed(
        "paths of this machine", "none found, though -trimpath was left out", ""
    )
