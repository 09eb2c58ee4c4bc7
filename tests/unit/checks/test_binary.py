"""Each check, and what turns it red."""

from __future__ import annotations

from dataclasses import replace

import pytest

from article.variants import variant
from slimgo.checks.binary import binary_expectation, check_binary
from slimgo.plan.recipe import build_settings
from slimgo.values.binary import BinaryExpectation, BinaryFacts, BuildInfo
from slimgo.values.target import Target
from slimgo.values.variant import Variant

AMD64 = Target(goos="linux", goarch="amd64")
INFO = BuildInfo(
    go_version="go1.27.3",
    settings=(
        ("-trimpath", "true"),
        ("CGO_ENABLED", "0"),
        ("GOOS", "linux"),
        ("GOARCH", "amd64"),
        ("GOAMD64", "v1"),
    ),
)
PLAIN = BinaryFacts(
    size_bytes=8_600_776,
    sha256="aa",
    target=AMD64,
    interpreter="",
    needed=(),
    pie=False,
    symbols=True,
    debug_info=True,
    packed_by="",
    build_info=INFO,
)
SMALL = replace(PLAIN, symbols=False, debug_info=False)
PACKED = replace(SMALL, packed_by="upx", build_info=None)


def expected(name: str) -> BinaryExpectation:
    made: Variant = variant(name)
    return binary_expectation(
        made, target=AMD64, go_version="go1.27.3", settings=build_settings(made, AMD64)
    )


def failures(facts: BinaryFacts, name: str) -> list[str]:
    return [
        verdict.check for verdict in check_binary(facts, expected(name)) if verdict.status == "fail"
    ]


@pytest.mark.parametrize(
    ("facts", "name"), [(PLAIN, "app"), (PLAIN, "static"), (SMALL, "small"), (PACKED, "small-upx9")]
)
def test_what_a_variant_promises_passes(facts: BinaryFacts, name: str) -> None:
    verdicts = check_binary(facts, expected(name))
    assert {verdict.status for verdict in verdicts} == {"pass"}
    assert all(verdict.evidence for verdict in verdicts)


@pytest.mark.parametrize(
    ("spoiled", "name", "check"),
    [
        (replace(PLAIN, interpreter="/lib64/ld-linux-x86-64.so.2"), "app", "static"),
        (replace(PLAIN, needed=("libc.so.6",)), "app", "static"),
        (replace(PLAIN, pie=True), "app", "not PIE"),
        (replace(PLAIN, target=Target(goos="linux", goarch="arm64")), "app", "platform"),
        (replace(PLAIN, target=Target(goos="freebsd", goarch="amd64")), "app", "platform"),
        (replace(PLAIN, symbols=False), "app", "symbols"),
        (replace(PLAIN, debug_info=False), "app", "debug info"),
        (replace(SMALL, symbols=True), "small", "no symbols"),
        (replace(SMALL, debug_info=True), "small", "no debug info"),
        (replace(SMALL, build_info=None), "small", "build info"),
        (replace(PACKED, packed_by=""), "small-upx9", "packed"),
        (replace(PACKED, packed_by="gopack"), "small-upx9", "packed"),
    ],
)
def test_a_spoiled_fact_turns_exactly_its_check_red(
    spoiled: BinaryFacts, name: str, check: str
) -> None:
    assert failures(spoiled, name) == [check]


@pytest.mark.parametrize(
    "info",
    [
        replace(INFO, go_version="go1.26.8"),
        replace(INFO, settings=(("CGO_ENABLED", "1"), *INFO.settings[2:], INFO.settings[0])),
        replace(INFO, settings=INFO.settings[1:]),
        replace(INFO, settings=(*INFO.settings, ("vcs", "git"))),
        replace(INFO, settings=(*INFO.settings, ("-tags", "debug"))),
    ],
)
def test_build_info_that_disagrees_with_what_was_asked_is_red(info: BuildInfo) -> None:
    assert failures(replace(PLAIN, build_info=info), "app") == ["build info"]


@pytest.mark.parametrize(
    ("built_by", "asked", "status"),
    [
        ("go1.27.3", ("nojsonv2",), "pass"),
        ("go1.27.3-X:nojsonv2", ("nojsonv2",), "pass"),
        ("go1.26.8-X:nojsonv2", ("nojsonv2",), "fail"),
        ("go1.27.3-X:nojsonv2", (), "fail"),
    ],
)
def test_an_experiment_is_part_of_the_version_where_it_was_asked_for(
    built_by: str, asked: tuple[str, ...], status: str
) -> None:
    made = replace(variant("app"), experiments=asked)
    wanted = binary_expectation(
        made, target=AMD64, go_version="go1.27.3", settings=build_settings(made, AMD64)
    )
    settings = (*INFO.settings, *((("GOEXPERIMENT", ",".join(asked)),) if asked else ()))
    facts = replace(PLAIN, build_info=replace(INFO, go_version=built_by, settings=settings))
    (verdict,) = (each for each in check_binary(facts, wanted) if each.check == "build info")
    assert verdict.status == status


def test_a_dynamic_binary_is_told_with_its_interpreter_and_the_cure() -> None:
    facts = replace(PLAIN, interpreter="/lib64/ld.so", needed=("libc.so.6",))
    (verdict,) = [
        verdict for verdict in check_binary(facts, expected("app")) if verdict.status == "fail"
    ]
    assert "/lib64/ld.so" in verdict.evidence
    assert "libc.so.6" in verdict.evidence
    assert "CGO_ENABLED=0" in verdict.cure
