"""A gRPC server is proven by its health: what says SERVING is shipped, and nothing else is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.integration.doors.module import Done, Module

GRPC = Path(__file__).parents[1] / "programs/grpc"
FILE = """
[program.grpc]
port = 8080

[[program.grpc.probe]]
kind = "grpc"
"""


def copied(source: Path, folder: Path) -> Module:
    shutil.copytree(source, folder / "grpc")
    module = Module(folder / "grpc")
    module.write("slimgo.toml", FILE)
    return module


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Module, Done]:
    """Once: gRPC is many packages."""
    module = copied(GRPC, tmp_path_factory.mktemp("built"))
    return module, module.slimgo("build", "--format", "json")


def test_one_that_is_serving_is_proven_packed_and_from_scratch(built: tuple[Module, Done]) -> None:
    module, done = built
    assert done.status == 0, done.err
    steps = {step["name"]: step for step in json.loads(done.out)["steps"]}
    for name in ("build", "pack", "run"):
        told = {each["check"]: each for each in steps[name]["verdicts"]}
        asked, ended = told["runs"], told["ends on SIGTERM"]
        assert (asked["status"], asked["evidence"]) == ("pass", "gRPC health: SERVING")
        assert ended["status"] == "pass"
        assert ended["evidence"].startswith("status 0 ")
    assert steps["pack"]["binary"]["packed_by"] == "gopack"
    assert {each["path"] for each in steps["image"]["image"]["files"]} == {"/grpc"}
    assert (module.path / "build/grpc.tar").exists()


@pytest.mark.parametrize("health", ["NOT_SERVING", "UNKNOWN"])
def test_one_that_is_not_serving_is_red_and_no_image_is_made(
    built: tuple[Module, Done], tmp_path: Path, health: str
) -> None:
    module = copied(built[0].path, tmp_path)
    (module.path / "build/grpc.tar").unlink(missing_ok=True)
    done = module.slimgo("build", "--env", f"HEALTH={health}")
    assert (done.status, done.out) == (1, "")
    assert f"✗ build: runs ✗: gRPC health: {health}, wanted SERVING" in done.err
    assert not (module.path / "build/grpc.tar").exists()
