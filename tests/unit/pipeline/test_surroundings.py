"""What commands are given of the environment, and which programs of the system."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.pipeline import find as finding
from slimgo.pipeline.find import go_of, surroundings_in, surroundings_of
from slimgo.run.process import Surroundings
from slimgo.values.tool import Tool
from tests.unit.pipeline.tools import GO
from tests.unit.pipeline.workshop import PROGRAM, settings_in


@pytest.fixture(autouse=True)
def arm64(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "host_goarch", lambda: "arm64")


@pytest.mark.parametrize("workspace", [True, False])
def test_a_workspace_counts_where_the_program_says_so(
    tmp_path: Path,
    workspace: bool,  # noqa: FBT001
) -> None:
    program = replace(PROGRAM, source=replace(PROGRAM.source, workspace=workspace))
    surroundings = surroundings_of(settings_in(tmp_path, program))
    assert (surroundings.environment.get("GOWORK") == "off") is not workspace


@pytest.mark.parametrize(
    ("ambient", "kept", "cached"),
    [
        ({"HOME": "/home/x"}, "/home/x", False),
        ({"HOME": "home"}, None, True),
        ({"HOME": ""}, None, True),
        ({}, None, True),
        ({"GOCACHE": "/c"}, None, False),
        ({"HOME": "home", "XHOME": "x"}, None, True),
    ],
)
def test_where_there_is_no_home_go_keeps_its_things_in_our_cache(
    tmp_path: Path,
    ambient: Mapping[str, str],
    kept: str | None,
    cached: bool,  # noqa: FBT001
) -> None:
    cache = tmp_path / "cache"
    environment = surroundings_in(tmp_path, ambient, cache, workspace=False).environment
    assert environment.get("HOME") == kept
    assert environment.get("XHOME") == ambient.get("XHOME")
    assert environment["GOARCH"] == "arm64"
    assert environment["GOOS"] == "linux"
    caches = {"GOCACHE": str(cache / "go-build"), "GOPATH": str(cache / "go")}
    assert (caches.items() <= environment.items()) is cached


def test_without_a_path_no_program_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docker").touch(mode=0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}")
    found = surroundings_in(tmp_path, {}, tmp_path, workspace=False)
    assert found.programs == {}
    assert found.directory == tmp_path


def test_surroundings_are_given_a_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Surroundings(directory=tmp_path, environment={}, programs={"sh": Path("/sh")})
    given: list[tuple[object, ...]] = []

    def find_go(*what: object) -> Tool:
        given.append(what)
        return GO

    monkeypatch.setattr(finding, "find_go", find_go)
    after = go_of("a go", before, tmp_path / "cache")
    assert after.programs == {"sh": Path("/sh"), "go": GO.path}
    assert given == [("a go", before, tmp_path / "cache")]
