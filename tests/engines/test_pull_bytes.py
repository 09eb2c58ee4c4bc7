"""What docker and podman really send to a registry, to the byte, against what is told of it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from slimgo.engines.container_engine import ContainerEngine
from slimgo.oci.transfer import transfer_sizes
from slimgo.pipeline.price.pulls import DOCKER, PODMAN, engines_ways
from slimgo.run.go_tools import go_tool
from slimgo.run.process import Surroundings, beside
from slimgo.values.command import Command
from tests.faults.checkout import free_port
from tests.programs.build import built_program
from tests.waiting import until

_WAYS = {"docker": DOCKER, "podman": PODMAN}


@pytest.fixture
def here(tmp_path: Path) -> Surroundings:
    return Surroundings(directory=tmp_path, environment=dict(os.environ))


@pytest.fixture
def registry(here: Surroundings, tmp_path: Path) -> Iterator[str]:
    """Its address, on 127.0.0.1."""
    port = free_port()
    cache = Path(os.environ.get("SLIMGO_CACHE", tmp_path / "cache"))
    crane = go_tool("crane", cache, here, print)
    kept = tmp_path / "kept"
    kept.mkdir()
    words = ("registry", "serve", "--address", f"127.0.0.1:{port}", "--disk", str(kept))
    there = Surroundings(
        directory=tmp_path, environment=here.environment, programs={"crane": crane.path}
    )

    def listens() -> bool:
        with socket.socket() as connection:
            return connection.connect_ex(("127.0.0.1", port)) == 0

    with (
        (tmp_path / "said").open("w+b") as said,
        beside(Command(argv=("crane", *words)), there, said),
    ):
        until(listens)
        yield f"127.0.0.1:{port}"


def layer_bytes(registry: str) -> int:
    """Of the only layer of the image that was pushed."""
    asked = urllib.request.Request(f"http://{registry}/v2/price/manifests/x")
    asked.add_header("Accept", "application/vnd.docker.distribution.manifest.v2+json, "
                               "application/vnd.oci.image.manifest.v1+json")  # fmt: skip
    with urllib.request.urlopen(asked) as answer:  # noqa: S310  our own registry
        (layer,) = json.load(answer)["layers"]
    return int(layer["size"])


@pytest.mark.parametrize("name", ["docker", "podman"])
def test_a_push_sends_as_many_bytes_as_are_told(name: str, request, registry, tmp_path) -> None:
    engine: ContainerEngine = request.getfixturevalue(name)
    context = tmp_path / "context"
    context.mkdir()
    shutil.copy(built_program("hello", tmp_path), context / "hello")
    (context / "Dockerfile").write_text("FROM scratch\nCOPY hello /hello\n")
    image = f"{registry}/price:x"
    engine.client.call("build", "-q", "-t", image, str(context))
    try:
        insecure = () if name == "docker" else ("--tls-verify=false",)
        engine.client.call("push", *insecure, image)
        saved = tmp_path / "saved.tar"
        engine.client.call("save", "-o", str(saved), image)
    finally:
        engine.client.attempt("rmi", "-f", image)
    surroundings = Surroundings(directory=tmp_path, environment=dict(os.environ))
    compress = engines_ways(surroundings, tmp_path / "cache", print)[_WAYS[name]]
    told: list[int] = []

    def noted(raw: bytes) -> int:
        told.append(compress(raw))
        return told[-1]

    transfer_sizes(saved, {name: noted})
    assert told == [layer_bytes(registry)]
