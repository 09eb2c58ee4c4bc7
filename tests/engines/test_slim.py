"""The whole way with a real docker and a real podman."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from slimgo.engines.client import Client
from slimgo.engines.container_engine import ContainerEngine
from slimgo.run.process import Surroundings

At = Callable[..., Surroundings]
StartDockerd = Callable[..., AbstractContextManager[str]]

Invoke = Callable[..., subprocess.CompletedProcess[str]]


def test_slim_makes_checks_and_tags_an_image_with_it(
    engine: ContainerEngine, project: Path, invoke: Invoke
) -> None:
    environment = dict(engine.client.surroundings.environment)
    tag = f"slim-{engine.name}:v1"
    done = invoke(project, environment, "slim", "--engine", engine.name, "--tag", tag)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"$ {engine.name} build -t {tag} ." in done.stdout
    # what it needs on this machine, and why, stands above the first step
    needs = f"{engine.name} needs {' '.join(engine.run_flags)} ("
    assert (needs in done.stdout) == bool(engine.run_flags)
    assert engine.identity(tag).startswith("sha256:")
    assert "unchecked" not in engine.client.call("image", "ls")
    result = json.loads((project / "build/slim.json").read_text())
    statuses = {verdict["status"] for step in result["steps"] for verdict in step["verdicts"]}
    assert statuses <= {"pass", "skip"}
    again = invoke(project, environment, "slim", "--engine", engine.name, "--tag", tag)
    assert again.returncode == 0
    assert again.stdout.count("up to date") == 8
    other = invoke(
        project, environment, "image", "--engine", engine.name, "--tag", tag, "--with", "gopack"
    )
    assert other.returncode == 0, other.stdout + other.stderr
    assert "--build-arg BIN=build/app.static.small.gopack.bin" in other.stdout
    engine.discard(tag)


def test_an_image_that_does_not_run_gets_no_tag_and_leaves_nothing(
    engine: ContainerEngine, project: Path, invoke: Invoke
) -> None:
    environment = dict(engine.client.surroundings.environment)
    dockerfile = project / "Dockerfile"
    dockerfile.write_text(dockerfile.read_text().replace('"./app.bin"', '"./nowhere"'))
    tag = f"broken-{engine.name}"
    done = invoke(project, environment, "slim", "--engine", engine.name, "--tag", tag)
    assert done.returncode == 1, done.stdout + done.stderr
    assert engine.identity(tag) == ""
    assert "unchecked" not in engine.client.call("image", "ls")


def test_slim_works_with_each_client_where_it_is_the_only_one(
    endpoint: str, project: Path, tmp_path: Path, invoke: Invoke, clients: list[Path]
) -> None:
    for number, client in enumerate(clients):
        only = tmp_path / str(number)
        only.mkdir()
        (only / "docker").symlink_to(client)
        # the folder also stands for ~/.docker, where plugins such as buildx are looked for
        usual = {"PATH": str(only), "DOCKER_HOST": endpoint, "DOCKER_CONFIG": str(only)}
        for builder in ({}, {"DOCKER_BUILDKIT": "1"}):
            tag = f"slim-client:{number}{builder.get('DOCKER_BUILDKIT', '')}"
            done = invoke(project, usual | builder, "image", "--engine", "docker", "--tag", tag)
            assert done.returncode == 0, done.stdout + done.stderr
            assert f"docker build -t {tag} ." in done.stdout


def test_a_daemon_that_publishes_and_never_answers_is_red_and_leaves_nothing(
    start_dockerd: StartDockerd, at: At, project: Path, invoke: Invoke
) -> None:
    with start_dockerd("--bridge=none") as where:
        done = invoke(project, {"DOCKER_HOST": where}, "slim", "--engine", "docker")
        client = Client(name="docker", surroundings=at(where))
        assert done.returncode == 1, done.stdout + done.stderr
        [why, cure] = done.stderr.splitlines()
        assert "docker publishes no port" in why
        assert cure.startswith("  → ")
        assert client.call("ps", "-aq") == ""
        assert client.call("images", "-aq") == ""
