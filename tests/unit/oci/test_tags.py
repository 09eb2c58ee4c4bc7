"""An image with several names is one image, and its tar tells them all."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from slimgo.engines.builtin import Builtin
from slimgo.oci.command import parse, reply
from slimgo.oci.read import read_image
from slimgo.sandbox.level import NONE


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A tar with two names, and one of them twice."""
    (tmp_path / "program").write_text("x")
    (tmp_path / "Dockerfile").write_text('FROM scratch\nCOPY program /\nENTRYPOINT ["/program"]\n')
    words = ("build", "-t", "app:1", "-t", "reg.example/app:2", "-t", "app:1", "-o", "x.tar")
    said = reply(parse((*words, "--platform", "linux/amd64", ".")), tmp_path, {})
    assert said.endswith(" app:1\n")
    return tmp_path / "x.tar"


def document(tar: Path, name: str) -> Any:  # noqa: ANN401  JSON
    with tarfile.open(tar) as opened:
        file = opened.extractfile(name)
        assert file
        return json.loads(file.read())


def test_docker_and_oci_are_told_all_names(made: Path) -> None:
    assert document(made, "manifest.json")[0]["RepoTags"] == ["app:1", "reg.example/app:2"]
    entries = document(made, "index.json")["manifests"]
    assert len({each["digest"] for each in entries}) == 1
    assert [each["annotations"] for each in entries] == [
        {
            "io.containerd.image.name": "docker.io/library/app:1",
            "org.opencontainers.image.ref.name": "1",
        },
        {
            "io.containerd.image.name": "reg.example/app:2",
            "org.opencontainers.image.ref.name": "2",
        },
    ]


def test_it_is_read_as_one_image(made: Path) -> None:
    assert read_image(made).tags == ("app:1", "reg.example/app:2")


def test_the_built_in_engine_writes_them_into_its_tar() -> None:
    engine = Builtin(project=Path("/p"), level=NONE, goarch="amd64")
    command = engine.build_command("a", (), "build/a", ("b",))
    assert str(command) == "python -m slimgo.oci build -t a -t b -o build/a.tar build/a"
    assert engine.tag_commands("a", ("b",)) == ()
