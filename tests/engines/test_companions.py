"""A program in docker and podman reaches its companion at its own 127.0.0.1, as in the built-in
engine, where tests/integration/sandbox/test_companions.py shows it."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from slimgo.engines.container_engine import ContainerEngine
from tests.engines.typed import slimgo
from tests.faults.checkout import free_port
from tests.programs.leaning import leaning


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture(autouse=True)
def nothing_left(engine: ContainerEngine) -> Iterator[None]:
    yield
    engine.client.attempt("rmi", "-f", "leans")


def test_a_program_reaches_its_companion(
    engine: ContainerEngine, tmp_path: Path, port: int
) -> None:
    where = engine.client.surroundings
    project = leaning(tmp_path, port)
    done = slimgo(project, where, "build", "--engine", engine.name, "--format", "json")
    assert done.status == 0, done.err
    steps = {each["name"]: each for each in json.loads(done.out)["steps"]}
    packed = {each["check"]: each["status"] for each in steps["pack"]["verdicts"]}
    assert packed["starts everywhere"] == packed["answers alike"] == "pass"
    told = {each["check"]: each for each in steps["run"]["verdicts"]}
    assert told["runs"]["evidence"] == "GET / 200"
    assert {told[name]["status"] for name in ("runs", "answers alike", "ends on SIGTERM")} == {
        "pass"
    }
    with socket.socket() as trial:
        assert trial.connect_ex(("127.0.0.1", port)), "the companion is left"


def test_a_program_whose_companion_says_something_else_is_red(
    engine: ContainerEngine, tmp_path: Path, port: int
) -> None:
    project = leaning(tmp_path, port, answer="another")
    done = slimgo(project, engine.client.surroundings, "build", "--engine", engine.name)
    assert done.status == 1
    assert "a companion" in done.err + done.out
    assert engine.identity("leans") == ""
