"""What GitHub shows beside a run, and on its summary page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.report.github import summary, workflow_commands
from slimgo.values.artifact import Artifact
from slimgo.values.image import ImageConfig, ImageFacts
from slimgo.values.result import StepResult
from slimgo.values.shipment import Shipment
from slimgo.values.step import Kind
from slimgo.values.verdict import failed, passed, skipped
from tests.unit.blank_result import BLANK


def step(kind: Kind, size_bytes: int = 0, *, pull_bytes: int | None = None) -> StepResult:
    """size_bytes: of what it made; 0 for nothing."""
    image = ImageFacts(
        config_digest="",
        manifest_digest="",
        layers=(),
        files=(),
        config=ImageConfig(),
        goos="linux",
        goarch="amd64",
        created="",
        pull_bytes=pull_bytes,
    )
    return StepResult(
        name=kind,
        kind=kind,
        command="",
        artifact=Artifact(path="x", size_bytes=size_bytes, sha256="") if size_bytes else None,
        image=image if kind == "image" else None,
    )


BUILT, PACKED = step("build", 4_000_000), step("pack", 1_000_000)
IMAGE = step("image", 1_000_000, pull_bytes=900_000)


def shipped(*steps: StepResult) -> Shipment:
    return Shipment(name="server", steps=steps, result=BLANK, reference="server:1")


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((BUILT, PACKED, IMAGE), "1.00 MB (−75 %25), pull 900 kB"),
        ((BUILT, PACKED, step("image", 1_000_000)), "1.00 MB (−75 %25)"),
        ((BUILT, PACKED), "1.00 MB (−75 %25)"),
        ((BUILT, step("image", 4_000_000)), "4.00 MB"),
        ((BUILT,), "4.00 MB"),
        ((step("build"), PACKED), "1.00 MB"),
        ((PACKED,), "1.00 MB"),
        ((BUILT, step("image")), ""),
        ((), ""),
    ],
    ids=str,
)
def test_a_shipped_program_is_a_notice_with_its_sizes(
    steps: tuple[StepResult, ...], words: str
) -> None:
    assert workflow_commands([shipped(*steps)]) == (f"::notice title=server::{words} → server:1\n")


def test_a_red_check_is_an_error_and_a_skip_a_warning() -> None:
    verdicts = (passed("a", "x"), failed("b", "why", "cure"), skipped("c", "no Linux"))
    broken = Shipment(name="server", steps=(BUILT, replace(BUILT, verdicts=verdicts)))
    assert workflow_commands([broken]).splitlines() == [
        "::error title=server%3A b::why",
        "::warning title=server%3A c was not run::no Linux",
    ]


def test_what_no_check_says_is_an_error_of_its_own() -> None:
    assert workflow_commands([Shipment(name="", error="no Go\nat all")]) == (
        "::error title=slimgo::no Go%0Aat all\n"
    )


def test_each_program_has_its_own_lines() -> None:
    lines = workflow_commands([Shipment(name="a", error="x"), shipped(BUILT)]).splitlines()
    assert [line.partition("::")[2][:18] for line in lines] == [
        "error title=a::x",
        "notice title=serve",
    ]


def test_what_github_would_obey_is_escaped() -> None:
    hostile = Shipment(name="a:b,c", error="100 %\r\n::error::x, y")
    assert workflow_commands([hostile]) == ("::error title=a%3Ab%2Cc::100 %25%0D%0A::error::x, y\n")


def test_the_summary_is_a_table_with_a_row_for_each_program() -> None:
    text = summary([shipped(BUILT, PACKED, IMAGE), Shipment(name="", steps=(BUILT,), error="x")])
    assert text == (
        "| program | | built | packed | disk | pull |\n"
        "|---|---|---|---|---|---|\n"
        "| server | ✓ | 4.00 MB | 1.00 MB | 1,000,000 B | 900,000 B |\n"
        "| slimgo | ✗ | 4.00 MB |  |  |  |\n"
        "\n"
    )


def test_what_was_not_made_has_no_size_in_the_summary() -> None:
    row = summary([shipped(step("build"), step("pack"), step("image"))]).splitlines()[2]
    assert row == "| server | ✓ |  |  |  |  |"
