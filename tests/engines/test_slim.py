"""The whole way with a real docker and a real podman."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from slimgo.run.engine.container_engine import ContainerEngine

PROJECT = Path(__file__).parents[2]
FILES = ("tasks.py", "invoke.yaml", "Dockerfile", ".dockerignore", "app")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in FILES:
        source = PROJECT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    return tmp_path


def invoke(
    project: Path, environment: Mapping[str, str], *words: str
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "invoke", *words],
        cwd=project,
        env=os.environ | environment | {"PYTHONPATH": str(PROJECT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_slim_makes_checks_and_tags_an_image_with_it(
    engine: ContainerEngine, project: Path
) -> None:
    environment = dict(engine.client.surroundings.environment)
    tag = f"slim-{engine.name}:v1"
    done = invoke(project, environment, "slim", "--engine", engine.name, "--tag", tag)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"$ {engine.name} build -t {tag} ." in done.stdout
    assert engine.identity(tag).startswith("sha256:")
    assert "unchecked" not in engine.client.call("image", "ls")
    result = json.loads((project / "build/slim.json").read_text())
    statuses = {verdict["status"] for step in result["steps"] for verdict in step["verdicts"]}
    assert statuses <= {"pass", "skip"}
    again = invoke(project, environment, "slim", "--engine", engine.name, "--tag", tag)
    assert again.returncode == 0
    assert again.stdout.count("up to date") == 7
    engine.discard(tag)


def test_an_image_that_does_not_run_gets_no_tag_and_leaves_nothing(
    engine: ContainerEngine, project: Path
) -> None:
    environment = dict(engine.client.surroundings.environment)
    dockerfile = project / "Dockerfile"
    dockerfile.write_text(dockerfile.read_text().replace('"./app.bin"', '"./nowhere"'))
    tag = f"broken-{engine.name}"
    done = invoke(project, environment, "slim", "--engine", engine.name, "--tag", tag)
    assert done.returncode == 1, done.stdout + done.stderr
    assert engine.identity(tag) == ""
    assert "unchecked" not in engine.client.call("image", "ls")
