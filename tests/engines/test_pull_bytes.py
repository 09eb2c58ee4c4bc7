"""What docker and podman really send to a registry, to the byte, against what is told of it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tarfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from slimgo.engines.container_engine import ContainerEngine
from slimgo.run.go_tools import MODULES, go_tool
from slimgo.run.process import Surroundings, beside
from slimgo.run.toolchain import find_go
from slimgo.values.command import Command
from tests.faults.checkout import free_port
from tests.programs.build import built_program
from tests.waiting import until

_OLDEST = (1, 24)
"""What our program is written for; up to Go 1.26 compress/gzip writes the same bytes."""


def _go_of_docker(docker: ContainerEngine) -> str:
    """The Go that this docker was built by, as GOTOOLCHAIN takes it: its gzip is part of that."""
    said = docker.client.call("version", "--format", "{{.Server.GoVersion}}").strip()
    release = tuple(int(word) for word in said.removeprefix("go").split(".")[:2])
    return said if release >= _OLDEST else "go1.24.0"


_GO = {"docker": _go_of_docker, "podman": lambda _: "local"}


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


def gzips(folder: Path, raw: bytes, toolchain: str) -> dict[str, int]:
    """What the program that slimgo price uses says, built by that Go."""
    here = Surroundings(directory=folder, environment=dict(os.environ))
    cache = Path(os.environ.get("SLIMGO_CACHE", folder / "cache"))
    go = find_go("", here, cache)
    done = subprocess.run(
        [go.path, "run", "."],
        cwd=MODULES / "pgzip",
        env={**os.environ, "GOTOOLCHAIN": toolchain, "GOFLAGS": "-modcacherw"},
        input=raw,
        capture_output=True,
        check=True,
    )
    docker, podman, _ = done.stdout.split()
    return {"docker": int(docker), "podman": int(podman)}


def saved_layer(path: Path) -> bytes:
    """The tar of the only layer of the image that `save` wrote."""
    with tarfile.open(path) as archive:
        manifest = archive.extractfile("manifest.json")
        assert manifest
        (layer,) = json.load(manifest)[0]["Layers"]
        raw = archive.extractfile(layer)
        assert raw
        return raw.read()


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
    sizes = gzips(tmp_path, saved_layer(saved), _GO[name](engine))
    assert sizes[name] == layer_bytes(registry)
