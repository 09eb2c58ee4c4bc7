"""A trial finds each candidate that a program wants, by running it without."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.realworld.building import built_helper
from tests.realworld.candidates import candidates
from tests.realworld.guest import ALONE
from tests.realworld.truth import trial

_TABLE = """
[[program]]
name = "wants"
kind = "a test's own"
module = "none"
package = "."
executes = ["sh"]

[[program.probe]]
arguments = {names}
"""


@pytest.mark.skipif(
    bool(subprocess.run((*ALONE, "true"), check=False, capture_output=True).returncode),
    reason="no user and network namespaces can be made here",
)
def test_each_thing_that_a_program_wants_is_found_by_its_name_and_nothing_else(tmp_path) -> None:
    program, server = built_helper("wants"), built_helper("upstream")
    names = [each.name for each in candidates(("sh",))]
    catalogue = tmp_path / "programs.toml"

    catalogue.write_text(_TABLE.format(names=json.dumps(names)))
    found = trial(catalogue, "wants", program, server)
    assert found["least"] == sorted(names)
    evidence = {name: seen["evidence"] for name, seen in found["candidates"].items()}
    assert [name for name in names if f"failed: {name}: " not in evidence[name]] == []

    catalogue.write_text(_TABLE.format(names='["tmp"]'))
    found = trial(catalogue, "wants", program, server)
    assert found["least"] == ["tmp"]
    evidence = {name: seen["evidence"] for name, seen in found["candidates"].items()}
    assert [name for name in names if evidence[name]] == ["tmp"]
