from __future__ import annotations

from typing import Any

import pytest

from article.plan import (
    binary_steps,
    image_steps,
    second_packer_steps,
)
from article.program import QUESTIONS, build_args
from slimgo.errors import BadInput
from slimgo.pipeline.way import selected
from slimgo.plan.fingerprint import fingerprint, verdict_key
from slimgo.values.command import Command
from slimgo.values.program import Source
from slimgo.values.step import Step
from slimgo.values.target import Target
from slimgo.values.variant import Packing

AMD64 = Target(goos="linux", goarch="amd64")


def steps() -> tuple[Step, ...]:
    packing = Packing(packer="upx", flags=("-9",))
    binaries = binary_steps(
        target=AMD64, host=AMD64, source=Source(folder="app", package="app.go"), packing=packing
    )
    image = image_steps(
        build=Command(argv=("docker", "build", "-t", "x", "."), output="x"),
        run=Command(argv=("docker", "run", "x")),
        inspect=Command(argv=("docker", "image", "inspect", "x")),
        tag="x",
    )
    return binaries + image + second_packer_steps(AMD64)


def test_the_way_is_the_articles_in_its_order_then_another_packers() -> None:
    names = [step.name for step in steps()]
    assert names == ["app", "static", "small", "pack", "image", "run", "inspect", "gopack"]
    assert [step.number for step in steps()] == list(range(1, 9))


def test_the_second_packer_packs_the_binary_that_the_first_packed() -> None:
    by_name = {step.name: step for step in steps()}
    assert by_name["gopack"].packed_from == by_name["pack"].packed_from
    assert by_name["gopack"].needs == ("small",)


def test_where_gopack_has_no_code_for_the_target_there_is_no_second_packer() -> None:
    assert second_packer_steps(Target(goos="linux", goarch="loong64")) == ()
    assert second_packer_steps(Target(goos="linux", goarch="arm64"))


def test_the_dockerfile_is_told_only_of_a_program_that_is_not_the_articles() -> None:
    assert build_args("upx") == ()
    assert build_args("gopack") == (("BIN", "build/app.static.small.gopack.bin"),)


def test_with_gopack_the_one_packing_is_gopacks() -> None:
    chosen = Packing(packer="gopack", flags=("--best",))
    *_, pack = binary_steps(
        target=AMD64, host=AMD64, source=Source(folder="app", package="app.go"), packing=chosen
    )
    assert (pack.number, pack.name) == (4, "pack")
    assert str(pack.command) == (
        "python -m slimgo.gopack pack --best -o build/app.static.small.gopack.bin "
        "build/app.static.small.bin"
    )


def test_a_step_brings_what_it_needs_and_nothing_else() -> None:
    assert [step.name for step in selected(steps(), ("pack",))] == ["small", "pack"]
    assert [step.name for step in selected(steps(), ("inspect",))] == [
        "small",
        "pack",
        "image",
        "run",
        "inspect",
    ]
    assert [step.name for step in selected(steps(), ("app",))] == ["app"]


def test_an_unknown_step_is_refused() -> None:
    with pytest.raises(BadInput, match="no step"):
        selected(steps(), ("shrink",))


def test_no_two_steps_make_the_same_file() -> None:
    made = [step.makes for step in steps() if step.kind in ("build", "pack")]
    assert len(set(made)) == len(made)


BASE: dict[str, Any] = {
    "command": Command(argv=("go", "build"), env=(("GOOS", "linux"),)),
    "environment": (("GOENV", "off"),),
    "inputs": (("app.go", "aa"), ("go.mod", "bb")),
    "tools": ("go 1.27.3 17 42",),
}


@pytest.mark.parametrize(
    "changed",
    [
        {"command": Command(argv=("go", "build", "-x"), env=(("GOOS", "linux"),))},
        {"command": Command(argv=("go", "build"), env=(("GOOS", "darwin"),))},
        {"environment": (("GOENV", "on"),)},
        {"inputs": (("app.go", "ab"), ("go.mod", "bb"))},
        {"inputs": (("app.go", "aa"),)},
        {"inputs": (("main.go", "aa"), ("go.mod", "bb"))},
        {"tools": ("go 1.27.3 17 43",)},
    ],
)
def test_a_fingerprint_changes_with_all_that_the_result_depends_on(
    changed: dict[str, object],
) -> None:
    assert fingerprint(**BASE) != fingerprint(**BASE | changed)


def test_a_fingerprint_does_not_depend_on_the_order_of_the_files() -> None:
    turned = {**BASE, "inputs": tuple(reversed(BASE["inputs"]))}
    assert fingerprint(**BASE) == fingerprint(**turned)


def test_a_verdict_is_kept_for_its_subject_expectation_and_tools_only() -> None:
    keys = {
        verdict_key(subject=subject, expectation=expectation, tools=tools)
        for subject in ("aa", "bb")
        for expectation in (QUESTIONS, QUESTIONS[:1])
        for tools in (("upx 4",), ("upx 5",))
    }
    assert len(keys) == 8
