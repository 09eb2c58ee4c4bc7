"""Programs of others, built of Go modules once: verified, kept, and never half there."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.errors import ToolMissing
from slimgo.run.go_tools import GO_TOOLS, go_tool
from slimgo.run.process import Surroundings, run
from slimgo.values.command import Command

MODULES = Path(__file__).parents[3] / "slimgo/run/go_modules"


@pytest.fixture
def here(tmp_path: Path) -> Surroundings:
    return Surroundings(directory=tmp_path, environment=dict(os.environ))


def test_it_is_built_once_and_works(here: Surroundings, tmp_path: Path) -> None:
    told: list[str] = []
    cache = tmp_path / "cache"
    first = go_tool("pgzip", cache, here, told.append)
    assert told == ["pgzip 1.2.6 is not here: fetching its source (Go checks the sums)"]
    assert go_tool("pgzip", cache, here, told.append) == first
    assert len(told) == 1
    assert [each.name for each in cache.iterdir()] == [first.path.name]
    there = replace(here, programs={"pgzip": first.path})
    said = run(Command(argv=("pgzip",)), there, stdin=b"a" * 100_000).stdout
    docker, podman, go = said.split()
    assert 0 < int(docker) < 300
    assert 0 < int(podman) < 300
    assert go.startswith("go1.")


def test_what_cannot_be_fetched_is_named_and_leaves_nothing(
    here: Surroundings, tmp_path: Path
) -> None:
    nothing = {"GOPROXY": "off", "GOMODCACHE": str(tmp_path / "modules")}
    offline = replace(here, environment={**here.environment, **nothing})
    with pytest.raises(ToolMissing, match="pgzip cannot be built") as told:
        go_tool("pgzip", tmp_path / "cache", offline, print)
    assert "GOPROXY=off" in told.value.why
    assert "GOPROXY" in told.value.cure
    assert list((tmp_path / "cache").iterdir()) == []


def test_sources_that_are_not_those_of_the_sums_are_refused(
    here: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoiled = tmp_path / "spoiled"
    shutil.copytree(MODULES, spoiled)
    sums = spoiled / "pgzip" / "go.sum"
    line = next(each for each in sums.read_text().splitlines() if "pgzip v" in each)
    digest = line.rpartition(":")[2]
    sums.write_text(sums.read_text().replace(digest, digest[::-1].lstrip("=") + "="))
    monkeypatch.setattr("slimgo.run.go_tools.MODULES", spoiled)
    with pytest.raises(ToolMissing, match="pgzip cannot be built") as told:
        go_tool("pgzip", tmp_path / "cache", here, print)
    assert "checksum mismatch" in told.value.why


@pytest.mark.parametrize("name", GO_TOOLS)
def test_its_version_is_that_of_its_module(name: str) -> None:
    text = (MODULES / name / "go.mod").read_text()
    assert GO_TOOLS[name].version.rpartition("-")[2] in text
    assert (MODULES / name / "go.sum").stat().st_size > 0
