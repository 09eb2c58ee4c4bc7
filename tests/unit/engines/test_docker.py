from __future__ import annotations

import json
from pathlib import Path

import pytest

from slimgo.engines.docker import counted_size, unreachable


def test_a_graph_driver_counts_the_files() -> None:
    status = json.dumps([["Backing Filesystem", "extfs"], ["userxattr", "false"]])
    assert counted_size(status).exact


def test_a_driver_without_a_status_counts_the_files() -> None:
    assert counted_size("null").exact


def test_the_containerd_store_counts_compressed_layers() -> None:
    status = json.dumps([["driver-type", "io.containerd.snapshotter.v1"]])
    counted = counted_size(status)
    assert not counted.exact
    assert counted.meaning.startswith("the compressed layers")


@pytest.mark.parametrize(
    ("endpoint", "environment", "cure"),
    [
        ("unix:///var/run/docker.sock", {"PATH": ""}, "dockerd   (as root)"),
        (
            "unix:///var/run/docker.sock",
            {"DOCKER_HOST": "unix:///var/run/docker.sock"},
            "start the daemon that DOCKER_HOST names, or unset DOCKER_HOST",
        ),
        (
            "ssh://build",
            {},
            "docker context use default   (or start the daemon of this context)",
        ),
    ],
)
def test_the_cure_fits_how_the_daemon_was_named(
    endpoint: str, environment: dict[str, str], cure: str
) -> None:
    refusal = unreachable(endpoint, "connection refused", environment)
    assert refusal.why.startswith(f"no Docker daemon answers at {endpoint}")
    assert refusal.cure == cure


@pytest.mark.parametrize(
    ("programs", "cure"),
    [
        (("systemctl", "service"), "systemctl start docker   (as root)"),
        (("service",), "service docker start   (as root)"),
    ],
)
def test_a_daemon_is_started_as_this_machine_does_it(
    tmp_path: Path, programs: tuple[str, ...], cure: str
) -> None:
    for name in programs:
        (tmp_path / name).touch(mode=0o755)
    refusal = unreachable("unix:///var/run/docker.sock", "", {"PATH": str(tmp_path)})
    assert refusal.cure == cure


def test_a_socket_that_the_user_may_not_use_is_told_as_such() -> None:
    refusal = unreachable("unix:///run/s", "dial unix /run/s: connect: Permission denied", {})
    assert refusal.why.endswith("at unix:///run/s: permission denied")
    assert refusal.cure.startswith("usermod -aG docker")


def test_a_key_that_ssh_denies_is_no_matter_of_docker_s_group() -> None:
    refusal = unreachable("ssh://build", "build: Permission denied (publickey)", {})
    assert refusal.why == (
        "no Docker daemon answers at ssh://build: build: Permission denied (publickey)"
    )
