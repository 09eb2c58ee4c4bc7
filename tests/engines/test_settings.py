"""What a settings file says of an image is the same in docker and podman as in the built-in
engine, where tests/doors/test_settings.py shows it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from slimgo.engines.container_engine import ContainerEngine
from tests.engines.typed import slimgo

KEEPS = Path(__file__).parents[1] / "programs/keeps"
FILE = """
[program.keeps]
tag = ["slimgo-test:keeps", "slimgo-test:also"]
user = "5:6"
workdir = "/work"
volumes = ["/data"]
read-only = true
labels = { a = 'x "$y"' }
env = { B = 'x $HOME' }
arguments = ["/data/x", "/x"]
files = [{ from = "main.go", to = "/etc/keeps/", mode = "0640", owner = "5:6" }]
run = ["/data/x"]
says = "^/data/x kept$"
needs = ["tmp"]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(KEEPS, tmp_path / "keeps")
    (tmp_path / "keeps/slimgo.toml").write_text(FILE)
    return tmp_path / "keeps"


def test_it_is_built_as_the_file_says_and_leaves_nothing(
    engine: ContainerEngine, project: Path
) -> None:
    where = engine.client.surroundings
    volumes = engine.client.call("volume", "ls", "-q")
    done = slimgo(project, where, "build", "--engine", engine.name, "--format", "json")
    assert done.status == 0, done.err
    steps = {each["name"]: each for each in json.loads(done.out)["steps"]}
    verdicts = {each["check"]: each for each in steps["image"]["verdicts"]}
    assert verdicts["owners and modes"]["status"] == "pass"
    assert verdicts["config"]["status"] == "pass"
    image = steps["image"]["image"]
    found = {
        each["path"]: (f"{each['mode']:o}", each["uid"], each["gid"]) for each in image["files"]
    }
    assert found["/etc/keeps/main.go"] == ("640", 5, 6)
    assert found["/tmp"] == ("1777", 0, 0)  # noqa: S108  the image's
    assert found["/data"] == found["/work"] == ("755", 5, 6)
    assert engine.identity("slimgo-test:also") == engine.identity("slimgo-test:keeps") != ""
    (alike,) = (each for each in steps["run"]["verdicts"] if each["check"] == "answers alike")
    assert alike["status"] == "pass"
    assert engine.client.call("volume", "ls", "-q") == volumes
    engine.client.call("rmi", "-f", "slimgo-test:also")
    again = slimgo(project, where, "build", "--engine", engine.name)
    assert again.status == 0, again.err
    assert engine.identity("slimgo-test:also") != ""
    for tag in ("slimgo-test:also", "slimgo-test:keeps"):
        engine.client.call("rmi", "-f", tag)
