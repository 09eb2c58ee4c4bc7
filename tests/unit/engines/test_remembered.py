"""A trial that worked is remembered until the machine is restarted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.engines import remembered
from slimgo.engines.client import Client
from slimgo.engines.container_engine import ContainerEngine, Counted
from slimgo.engines.remembered import Trials
from slimgo.plan.engines import ENGINES
from slimgo.run.process import Surroundings


@pytest.fixture
def way(tmp_path: Path) -> ContainerEngine:
    program = tmp_path / "docker"
    program.write_text("a client")
    surroundings = Surroundings(
        directory=tmp_path, environment={"DOCKER_HOST": "unix:///x"}, programs={"docker": program}
    )
    return ContainerEngine(
        kind=ENGINES["docker"],
        client=Client(name="docker", surroundings=surroundings),
        find_place=lambda: "",
        version="1",
        goarch="amd64",
        counted=Counted(meaning="bytes", exact=True),
    )


@pytest.fixture(autouse=True)
def boot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "boot_id"
    file.write_text("first")
    monkeypatch.setattr(remembered, "_BOOT_ID", file)
    return file


def test_a_trial_that_worked_is_remembered(way: ContainerEngine, tmp_path: Path) -> None:
    trials = Trials(cache=tmp_path / "cache")
    assert trials.note(way) is None
    trials.remember(way, "a note")
    assert trials.note(way) == "a note"


def test_the_boots_identity_is_part_of_it(way: ContainerEngine, tmp_path: Path, boot: Path) -> None:
    trials = Trials(cache=tmp_path / "cache")
    trials.remember(way, "")
    boot.write_text("second")
    assert trials.note(way) is None


def test_another_daemon_version_or_client_is_another_trial(
    way: ContainerEngine, tmp_path: Path
) -> None:
    trials = Trials(cache=tmp_path / "cache")
    trials.remember(way, "")
    assert trials.note(replace(way, version="2")) is None
    assert trials.note(replace(way, run_flags=("--runtime", "runc"))) is None
    elsewhere = replace(way.client.surroundings, environment={"DOCKER_HOST": "unix:///y"})
    assert trials.note(replace(way, client=replace(way.client, surroundings=elsewhere))) is None
    way.client.surroundings.program("docker").write_text("another client")
    assert trials.note(way) is None
