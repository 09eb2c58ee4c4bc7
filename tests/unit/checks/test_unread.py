"""An image whose Dockerfile only an engine can read is held against its platform alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.checks.image import check_unread
from slimgo.values.image import ImageFacts
from slimgo.values.target import Target
from slimgo.values.verdict import Verdict, failed, passed, skipped
from tests.unit.checks.images import file, image

AMD64 = Target(goos="linux", goarch="amd64")
IMAGE = image(file("/app"))


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        (IMAGE, passed("image platform", "linux/amd64")),
        (
            replace(IMAGE, goarch="arm64"),
            failed("image platform", "linux/arm64, wanted linux/amd64", ""),
        ),
        (
            replace(IMAGE, goos="aix"),
            failed("image platform", "aix/amd64, wanted linux/amd64", ""),
        ),
    ],
)
def test_what_the_dockerfile_says_is_no_pass_and_the_platform_is_compared(
    facts: ImageFacts, verdict: Verdict
) -> None:
    assert check_unread(facts, AMD64, "it has a RUN") == (
        skipped("as the Dockerfile says", "it has a RUN"),
        verdict,
    )
