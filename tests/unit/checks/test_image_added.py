"""What a tar adds to an image: owners, modes and folders, each as the tar says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from slimgo.checks.image import check_image, image_expectation
from slimgo.values.image import (
    Added,
    ArchiveEntry,
    Copy,
    ImageConfig,
    ImageFacts,
    ImageFile,
    ImagePlan,
)
from slimgo.values.target import Target

TARGET = Target(goos="linux", goarch="amd64")
PLAN = ImagePlan(
    copies=(Copy(source="x", target="/x"),),
    added=(Added(source="files.tar", layer=1),),
    config=ImageConfig(entrypoint=("/x",), volumes=("/data",)),
)
FOLDER = ArchiveEntry(
    path="/data", is_folder=True, mode=0o1777, uid=5, gid=6, size_bytes=0, sha256=""
)
FILE = ArchiveEntry(
    path="/etc/a", is_folder=False, mode=0o640, uid=1, gid=2, size_bytes=3, sha256="abc"
)
EXPECTED = image_expectation(
    PLAN, {"x": (0o755, 10, "x")}, target=TARGET, created="", added=(FOLDER, FILE)
)


def entry(path: str, kind: str, mode: int, size: int = 0, sha256: str = "") -> ImageFile:
    return ImageFile(path=path, kind=kind, mode=mode, uid=0, gid=0, size_bytes=size, sha256=sha256)


FACTS = ImageFacts(
    config_digest="sha256:c",
    manifest_digest="",
    layers=("a", "b"),
    files=(
        replace(entry("/data", "directory", 0o1777), uid=5, gid=6),
        entry("/etc", "directory", 0o755),
        replace(entry("/etc/a", "file", 0o640, 3, "abc"), uid=1, gid=2),
        entry("/x", "file", 0o755, 10, "x"),
    ),
    config=PLAN.config,
    goos="linux",
    goarch="amd64",
    created="",
)


def red(facts: ImageFacts) -> list[str]:
    return [
        f"{each.check}: {each.evidence}"
        for each in check_image(facts, EXPECTED)
        if each.status == "fail"
    ]


def changed(path: str, **fields: Any) -> ImageFacts:  # noqa: ANN401  any field
    files = [replace(each, **fields) if each.path == path else each for each in FACTS.files]
    return replace(FACTS, files=tuple(files))


def test_an_image_as_the_tar_says_is_green() -> None:
    assert red(FACTS) == []
    checks = {each.check: each.evidence for each in check_image(FACTS, EXPECTED)}
    assert checks["owners and modes"] == "of 2 files, folders and links"
    assert checks["exactly etc/a, x"] == "2 file in 2 layer"


@pytest.mark.parametrize(
    ("path", "fields", "word"),
    [
        ("/data", {"mode": 0o755}, "owners and modes: /data is ('directory', '0755', 5, 6)"),
        ("/data", {"uid": 0}, "owners and modes: /data is ('directory', '1777', 0, 6)"),
        ("/data", {"gid": 0}, "owners and modes: /data is"),
        ("/data", {"kind": "symlink"}, "the image also has /data (symlink)"),
        ("/etc/a", {"uid": 0}, "owners and modes: /etc/a is ('file', '0640', 0, 2)"),
        ("/etc/a", {"sha256": "abd"}, "/etc/a is not the file that was built"),
    ],
)
def test_what_differs_is_red(path: str, fields: dict[str, Any], word: str) -> None:
    assert any(word in each for each in red(changed(path, **fields)))


def test_what_is_missing_is_red() -> None:
    for gone in ("/data", "/etc/a"):
        files = tuple(each for each in FACTS.files if each.path != gone)
        assert any(f"the image lacks {gone}" in each for each in red(replace(FACTS, files=files)))


def test_a_folder_that_nobody_named_is_red() -> None:
    odd = replace(FACTS, files=(*FACTS.files, entry("/var", "directory", 0o755)))
    assert any("the image also has /var (directory)" in each for each in red(odd))


def test_other_volumes_are_red() -> None:
    config = replace(PLAN.config, volumes=())
    assert any("volumes is ()" in each for each in red(replace(FACTS, config=config)))


def test_without_a_tar_nothing_is_said_of_owners() -> None:
    plan = replace(PLAN, added=())
    bare = image_expectation(plan, {"x": (0o755, 10, "x")}, target=TARGET, created="")
    assert "owners and modes" not in {each.check for each in check_image(FACTS, bare)}


def test_of_many_files_the_first_are_named() -> None:
    many = tuple(replace(FILE, path=f"/f{at}") for at in range(9))
    plan = image_expectation(PLAN, {"x": (0o755, 10, "x")}, target=TARGET, created="", added=many)
    checks = [each.check for each in check_image(FACTS, plan)]
    assert "exactly f0, f1, f2, f3, f4, f5 and 4 more" in checks
