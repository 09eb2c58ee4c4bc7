"""An executable that others built: it must run here, and be Go's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from slimgo.checks.binary import binary_expectation
from slimgo.checks.taken import check_taken
from slimgo.values.binary import BinaryFacts, BuildInfo
from slimgo.values.target import Target
from slimgo.values.variant import Variant

AMD64 = Target(goos="linux", goarch="amd64")
FACTS = BinaryFacts(
    size_bytes=1,
    sha256="",
    target=AMD64,
    interpreter="",
    needed=(),
    pie=True,
    symbols=True,
    debug_info=True,
    packed_by="",
    build_info=BuildInfo(go_version="go1.20", settings=()),
)
EXPECTED = binary_expectation(
    Variant(name="built"), target=AMD64, go_version="go1.27.3", settings=(("-tags", "x"),)
)


def test_how_it_was_built_does_not_matter() -> None:
    found = check_taken(FACTS, EXPECTED)
    assert [(each.check, each.status) for each in found] == [
        ("platform", "pass"),
        ("static", "pass"),
        ("Go program", "pass"),
    ]
    assert found[2].evidence == "go1.20"


@pytest.mark.parametrize(
    ("fields", "red"),
    [
        ({"target": Target(goos="linux", goarch="arm64")}, "platform"),
        ({"file_format": "PE"}, "platform"),
        ({"interpreter": "/lib/ld.so"}, "static"),
        ({"needed": ("libc.so.6",)}, "static"),
        ({"build_info": None}, "Go program"),
    ],
)
def test_what_cannot_run_in_an_image_from_scratch_is_red(fields: dict[str, Any], red: str) -> None:
    facts = replace(FACTS, **fields)
    assert [each.check for each in check_taken(facts, EXPECTED) if each.status == "fail"] == [red]
