"""Programs with needs, built by older Gos: each is suspected by its functions and calls."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from slimgo.facts.suspicions import suspicions
from slimgo.plan.needs import NEEDS
from tests.programs.build import HERE
from tests.releases.test_releases import toolchain

RELEASES = ("1.21.13", "1.23.9", "1.25.5")
"""Beside the one that the integration tests build with."""


@pytest.mark.parametrize("release", RELEASES)
def test_each_need_is_suspected_with_the_path_that_leads_there(
    release: str, tmp_path: Path
) -> None:
    go = toolchain(release, tmp_path)
    environment = os.environ | {
        "CGO_ENABLED": "0",
        "GOTOOLCHAIN": "local",
        "GOENV": "off",
        "GOFLAGS": "-buildvcs=false",
        "GOCACHE": str(tmp_path / "cache"),
        "GOROOT": str(go.parents[1]),
    }
    for need in NEEDS:
        program = tmp_path / need.name
        build = (go, "build", "-trimpath", "-ldflags=-s -w", "-o", program, ".")
        folder = HERE / f"needs-{need.name}"
        subprocess.run(build, cwd=folder, env=environment, check=True, timeout=900)
        told = suspicions(program)
        assert (told.lacks, told.lacks_paths) == ("", "")
        (found,) = (each for each in told.found if each.need == need.name)
        if need.entrances and not need.presence_tells:
            assert found.path[0].startswith("main."), found
            assert found.path[-1] in need.entrances
