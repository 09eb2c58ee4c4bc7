from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.checks.image import check_image, image_expectation
from slimgo.values.image import Copy, ImageConfig, ImageFacts, ImageFile, ImagePlan
from slimgo.values.target import Target

AMD64 = Target(goos="linux", goarch="amd64")
EPOCH = "1970-01-01T00:00:00Z"
CONFIG = ImageConfig(
    entrypoint=("./app.bin",),
    exposed_ports=("3000/tcp",),
    env=("PATH=/usr/bin:/bin",),
    working_dir="/",
)
BINARY = ImageFile(
    path="/app.bin", kind="file", mode=0o755, uid=0, gid=0, size_bytes=2_389_200, sha256="aa"
)
FACTS = ImageFacts(
    config_digest="sha256:cc",
    manifest_digest="sha256:dd",
    layers=("sha256:ee",),
    files=(BINARY,),
    config=CONFIG,
    goos="linux",
    goarch="amd64",
    created=EPOCH,
)
EXPECTED = image_expectation(
    ImagePlan(copies=(Copy(source="build/app.bin", target="/app.bin"),), config=CONFIG),
    {"build/app.bin": (0o755, 2_389_200, "aa")},
    target=AMD64,
    created=EPOCH,
)


def failures(facts: ImageFacts) -> list[str]:
    return [verdict.check for verdict in check_image(facts, EXPECTED) if verdict.status == "fail"]


def test_an_image_that_is_what_the_dockerfile_says_passes() -> None:
    assert {verdict.status for verdict in check_image(FACTS, EXPECTED)} == {"pass"}


def extra(path: str, kind: str = "file", size_bytes: int = 0) -> ImageFacts:
    return replace(
        FACTS, files=(BINARY, replace(BINARY, path=path, kind=kind, size_bytes=size_bytes))
    )


@pytest.mark.parametrize(
    ("spoiled", "check"),
    [
        (extra("/etc/passwd"), "exactly app.bin"),
        (extra("/data", kind="directory"), "exactly app.bin"),
        (extra("/link", kind="symlink"), "exactly app.bin"),
        (replace(FACTS, files=(replace(BINARY, mode=0o644),)), "exactly app.bin"),
        (replace(FACTS, files=(replace(BINARY, sha256="bb"),)), "exactly app.bin"),
        (replace(FACTS, config=replace(CONFIG, entrypoint=("/app.bin",))), "config"),
        (replace(FACTS, config=replace(CONFIG, cmd=(".",))), "config"),
        (replace(FACTS, config=replace(CONFIG, user="1000")), "config"),
        (replace(FACTS, config=replace(CONFIG, exposed_ports=())), "config"),
        (replace(FACTS, config=replace(CONFIG, env=("A=b",))), "config"),
        (replace(FACTS, config=replace(CONFIG, labels=(("a", "b"),))), "config"),
        (replace(FACTS, goarch="arm64"), "image platform"),
        (replace(FACTS, created="2026-01-01T00:00:00Z"), "creation time"),
        (replace(FACTS, created=""), "creation time"),
    ],
)
def test_a_spoiled_image_turns_exactly_its_check_red(spoiled: ImageFacts, check: str) -> None:
    assert failures(spoiled) == [check]


@pytest.mark.parametrize("found", ["/", "//", "/./", "/a/.."])
def test_a_working_folder_may_be_spelled_otherwise(found: str) -> None:
    assert failures(replace(FACTS, config=replace(CONFIG, working_dir=found))) == []


@pytest.mark.parametrize("found", ["/a", "//a", "/a/../b/"])
def test_another_working_folder_is_red(found: str) -> None:
    assert failures(replace(FACTS, config=replace(CONFIG, working_dir=found))) == ["config"]


def test_bytes_that_are_not_the_binarys_turn_the_size_red_too() -> None:
    assert failures(extra("/big", size_bytes=7)) == ["exactly app.bin", "disk size"]
    assert failures(replace(FACTS, files=())) == ["exactly app.bin", "disk size"]


def test_an_image_of_nothing_is_no_pass() -> None:
    nothing = image_expectation(
        ImagePlan(copies=(), config=CONFIG), {}, target=AMD64, created=EPOCH
    )
    verdicts = check_image(replace(FACTS, files=()), nothing)
    assert verdicts[0].status == "fail"


def test_an_engine_that_stamps_its_own_clock_is_not_judged_by_it() -> None:
    theirs = replace(EXPECTED, created="")
    verdicts = check_image(replace(FACTS, created="2026-01-01T00:00:00Z"), theirs)
    assert {verdict.status for verdict in verdicts} == {"pass"}


def test_the_label_that_podmans_builder_signs_with_is_not_judged() -> None:
    signed = replace(CONFIG, labels=(("io.buildah.version", "1.28"),))
    assert failures(replace(FACTS, config=signed)) == []
