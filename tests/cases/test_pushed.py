"""E3: what a registry holds of our layout is what we called the pull, whoever pushed it.

crane brings the registry too; it and regctl are built here, at the versions below.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sysconfig
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from slimgo.oci.dockerfile.read import image_plan
from slimgo.oci.layout import write_layout
from slimgo.oci.read import read_image
from slimgo.plan.environment import PINNED
from slimgo.values.image import ImageFacts
from slimgo.values.target import Target
from tests.programs.build import built_program
from tests.waiting import PATIENCE_SECONDS

CRANE = "github.com/google/go-containerregistry/cmd/crane@v0.22.1"
REGCTL = "github.com/regclient/regclient/cmd/regctl@v0.11.7"


@pytest.fixture(scope="session")
def tools(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """crane and regctl, built once, and Debian's skopeo."""
    folder = tmp_path_factory.mktemp("tools")
    go = Path(sysconfig.get_path("purelib"), "go/bin/go")
    environment = {**os.environ, **dict(PINNED), "GOBIN": str(folder), "GOFLAGS": "", "GOARCH": ""}
    for module in (CRANE, REGCTL):
        subprocess.run([go, "install", module], env=environment, check=True, timeout=900)
    skopeo = shutil.which("skopeo")
    if skopeo is None:
        pytest.fail("skopeo is not here: invoke setup --system", pytrace=False)
    return {"crane": str(folder / "crane"), "regctl": str(folder / "regctl"), "skopeo": skopeo}


@pytest.fixture(scope="session")
def registry(tools: dict[str, str]) -> Iterator[str]:
    """A registry of one's own: its address."""
    argv = [tools["crane"], "registry", "serve", "--address", "127.0.0.1:0"]
    with subprocess.Popen(argv, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            port = next(
                found[1] for line in server.stderr if (found := re.search(r"port (\d+)", line))
            )
            yield f"127.0.0.1:{port}"
        finally:
            server.kill()


@pytest.fixture(scope="session")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our image of a real program, as a tar."""
    folder = tmp_path_factory.mktemp("layout")
    built_program("hello", folder)
    write_layout(
        image_plan('FROM scratch\nCOPY hello /hello\nENTRYPOINT ["/hello"]', {}),
        context=folder,
        tag="slim-go-image",
        target=Target(goos="linux", goarch="amd64"),
        out=folder / "image.tar",
    )
    return folder / "image.tar"


@pytest.fixture(scope="session")
def facts(layout: Path) -> ImageFacts:
    return read_image(layout)


def pushed(tools: dict[str, str], by: str, layout: Path, name: str, folder: Path) -> None:
    """Pushes the layout as the tool's own user would, by the tag `latest` where it takes one."""
    unpacked = folder / "unpacked"
    with tarfile.open(layout) as tar:
        tar.extractall(unpacked, filter="data")
    insecure = [tools["regctl"], "registry", "set", "--tls", "disabled", name.partition("/")[0]]
    skopeo = [tools["skopeo"], "--insecure-policy", "copy", "--dest-tls-verify=false"]
    commands = {
        "crane": [[tools["crane"], "push", "--insecure", str(layout), name]],
        "skopeo": [[*skopeo, f"oci-archive:{layout}:latest", f"docker://{name}"]],
        "regctl": [
            insecure,
            [tools["regctl"], "image", "copy", f"ocidir://{unpacked}:latest", name],
        ],
    }
    environment = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder)}
    for argv in commands[by]:
        subprocess.run(argv, env=environment, check=True, timeout=PATIENCE_SECONDS)


@pytest.mark.parametrize("by", ["crane", "skopeo", "regctl"])
def test_e3_what_is_pushed_is_compressed_valid_and_as_large_as_we_said(
    tools: dict[str, str],
    registry: str,
    layout: Path,
    tmp_path: Path,
    by: str,
) -> None:
    facts = read_image(layout)
    name = f"{registry}/image:{by}"
    pushed(tools, by, layout, name, tmp_path)
    crane = tools["crane"]
    subprocess.run(
        [crane, "validate", "--insecure", "--remote", name], check=True, timeout=PATIENCE_SECONDS
    )
    words = subprocess.run(
        [crane, "manifest", "--insecure", name],
        check=True,
        capture_output=True,
        timeout=PATIENCE_SECONDS,
    ).stdout
    manifest = json.loads(words)
    layers = manifest["layers"]
    assert all(layer["mediaType"].endswith("gzip") for layer in layers)
    assert manifest["config"]["digest"] == facts.config_digest
    assert facts.pull_bytes is not None
    sent = sum(layer["size"] for layer in layers) + manifest["config"]["size"]
    told = facts.pull_bytes - _manifest_bytes(layout)
    assert sent == told  # the manifest itself is the tool's own: crane writes docker's kind


def _manifest_bytes(layout: Path) -> int:
    with tarfile.open(layout) as tar:
        index = tar.extractfile("index.json")
        assert index is not None
        size: int = json.load(index)["manifests"][0]["size"]
    return size


def test_e3_the_layer_is_smaller_than_what_it_holds(facts: ImageFacts) -> None:
    assert facts.pull_bytes is not None
    assert facts.pull_bytes < facts.disk_size_bytes / 2


def test_e3_the_same_files_make_the_same_blob(layout: Path, tmp_path: Path) -> None:
    shutil.copy(layout.parent / "hello", tmp_path)
    os.utime(tmp_path / "hello", (1, 1))
    again = write_layout(
        image_plan('FROM scratch\nCOPY hello /hello\nENTRYPOINT ["/hello"]', {}),
        context=tmp_path,
        tag="slim-go-image",
        target=Target(goos="linux", goarch="amd64"),
        out=tmp_path / "again.tar",
    )
    assert (tmp_path / "again.tar").read_bytes() == layout.read_bytes()
    assert again.config == read_image(layout).config_digest
