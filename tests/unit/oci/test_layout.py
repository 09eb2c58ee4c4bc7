"""Writing an image: the same bytes from the same input, whole or not at all."""

from __future__ import annotations

import json
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from slimgo.errors import BadInput, EngineFailed
from slimgo.oci.blobs import open_archive
from slimgo.oci.dockerfile.read import image_plan
from slimgo.oci.documents import image_documents
from slimgo.oci.layout import write_layout
from slimgo.oci.read import read_image
from slimgo.values.image import ImageDigests
from slimgo.values.target import Target

TARGET = Target(goos="linux", goarch="amd64")
DOCKERFILE = 'FROM scratch\nCOPY bin/a a\nCOPY --chown=7 b etc/b\nENTRYPOINT ["./a"]\n'


@pytest.fixture
def context(tmp_path: Path) -> Path:
    return context_at(tmp_path / "context")


def context_at(folder: Path) -> Path:
    folder.joinpath("bin").mkdir(parents=True)
    folder.joinpath("bin/a").write_bytes(b"program" * 1000)
    folder.joinpath("bin/a").chmod(0o700)
    folder.joinpath("b").write_bytes(b"text")
    folder.joinpath("b").chmod(0o600)
    return folder


def write(
    context: Path,
    dockerfile: str = DOCKERFILE,
    *,
    out: Path | None = None,
    tag: str = "x",
    created: int = 0,
) -> ImageDigests:
    return write_layout(
        image_plan(dockerfile, {}),
        context=context,
        tag=tag,
        target=TARGET,
        out=out or context / "out.tar",
        created=created,
    )


def test_the_same_files_elsewhere_at_another_time_under_another_umask_make_the_same_bytes(
    tmp_path: Path, context: Path
) -> None:
    first = write(context)
    before = os.umask(0o077)
    try:
        other = context_at(tmp_path / "another place" / "é")
        other.joinpath("bin/a").chmod(0o755)
        other.joinpath("b").chmod(0o644)
        os.utime(other / "b", (1, 1))
        second = write(other)
    finally:
        os.umask(before)
    assert first == second
    assert (context / "out.tar").read_bytes() == (other / "out.tar").read_bytes()


def test_every_input_that_counts_changes_the_digest(context: Path) -> None:
    first = write(context)
    assert write(context, created=1) != first
    assert write(context, DOCKERFILE + "EXPOSE 1\n").layers == first.layers
    assert write(context, DOCKERFILE + "EXPOSE 1\n").config != first.config
    context.joinpath("bin/a").chmod(0o600)
    assert write(context).layers[0] != first.layers[0]
    context.joinpath("b").write_bytes(b"Text")
    assert write(context).layers[1] != first.layers[1]


def test_the_digests_do_not_change_with_the_version_of_python_or_of_slimgo(context: Path) -> None:
    # recorded once: a change here changes every user's digests, and belongs in the changelog
    assert write(context).layers == (
        "sha256:f8fbf50a26479a7f330144e68c6e18d90d208883fcdc62ae415bf64d4c42e703",
        "sha256:9a3f1e19f03578d5a68e7055af6c905e5b6bf7ea1c2d42600bc819df7c6901f0",
    )


def test_modes_owners_times_and_folders_are_normalised(context: Path) -> None:
    write(context, created=12)
    assert [
        (file.path, file.kind, file.mode, file.uid, file.gid)
        for file in read_image(context / "out.tar").files
    ] == [
        ("/a", "file", 0o755, 0, 0),
        ("/etc", "directory", 0o755, 7, 7),
        ("/etc/b", "file", 0o644, 7, 7),
    ]
    with tarfile.open(context / "out.tar") as outer:
        layers = [member for member in outer if member.size > 1024 and "blobs" in member.name]
        for member in layers:
            with tarfile.open(fileobj=outer.extractfile(member)) as layer:
                assert {(entry.mtime, entry.uname) for entry in layer} == {(12, "")}
        assert {member.mtime for member in outer} == {0}


def test_the_tar_is_an_oci_layout_and_what_docker_loads(context: Path) -> None:
    digests = write(context, tag="reg.example/x:1")
    with tarfile.open(context / "out.tar") as tar:
        documents = {
            name: json.load(tar.extractfile(name) or pytest.fail(name))
            for name in ("oci-layout", "index.json", "manifest.json")
        }
        config_name = documents["manifest.json"][0]["Config"]
        config = json.load(tar.extractfile(config_name) or pytest.fail(config_name))
    assert documents["oci-layout"] == {"imageLayoutVersion": "1.0.0"}
    assert documents["manifest.json"][0]["RepoTags"] == ["reg.example/x:1"]
    entry = documents["index.json"]["manifests"][0]
    assert entry["digest"] == digests.manifest
    assert entry["annotations"] == {
        "io.containerd.image.name": "reg.example/x:1",
        "org.opencontainers.image.ref.name": "1",
    }
    assert config["created"] == "1970-01-01T00:00:00Z"
    assert config["rootfs"]["diff_ids"] == list(digests.layers)
    assert [line.get("empty_layer", False) for line in config["history"]] == [False, False, True]


def test_long_and_foreign_names_survive(context: Path) -> None:
    context.joinpath("é" * 60).write_bytes(b"1")
    write(context, f"FROM scratch\nCOPY {'é' * 60} {'x' * 140}/ü\n")
    paths = [file.path for file in read_image(context / "out.tar").files]
    assert paths == ["/" + "x" * 140, "/" + "x" * 140 + "/ü"]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("gone", "no such file"),
        ("gone/deeper", "no such file"),
        ("b/deeper", "no such file"),
        ("bin", "it is a folder"),
        ("fifo", "no regular file"),
        ("out-link", "its link leads to etc/passwd there"),
        ("up-link", "its link leads to etc/passwd there"),
        ("loop", "cannot be read"),
        ("hidden.key", ".dockerignore keeps it out"),
        ("link-to-hidden", ".dockerignore keeps it out"),
        ("gone.key", ".dockerignore keeps it out"),
        ("n" * 300, "cannot be read"),
    ],
)
def test_a_source_that_cannot_be_copied_is_named(context: Path, source: str, words: str) -> None:
    context.joinpath(".dockerignore").write_text("# secrets\n*.key\n")
    context.joinpath("hidden.key").write_text("x")
    context.joinpath("link-to-hidden").symlink_to("hidden.key")
    context.joinpath("out-link").symlink_to("/etc/passwd")
    context.joinpath("up-link").symlink_to("../../../../../../../etc/passwd")
    context.joinpath("loop").symlink_to("loop")
    os.mkfifo(context / "fifo")
    before = sorted(context.iterdir())
    with pytest.raises(BadInput) as caught:
        write(context, f"FROM scratch\nCOPY {source} x\n")
    assert words in str(caught.value)
    assert source in str(caught.value)
    assert sorted(context.iterdir()) == before


@pytest.mark.parametrize("target", ["bin/a", "/bin/a", "//bin/a", "../../bin/a", "/up/a"])
def test_a_link_is_followed_with_the_context_as_its_root(context: Path, target: str) -> None:
    """As BuildKit: an absolute one begins there, and none climbs above it."""
    context.joinpath("up").symlink_to("/../bin")
    context.joinpath("link").symlink_to(target)
    write(context, "FROM scratch\nCOPY link x\n")
    assert read_image(context / "out.tar").files[0].size_bytes == 7000


def test_a_broken_dockerignore_is_refused(context: Path) -> None:
    context.joinpath(".dockerignore").write_text("[")
    with pytest.raises(BadInput, match="dockerignore"):
        write(context)


def test_an_interrupt_leaves_the_old_image_and_nothing_else(
    context: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(context)
    before = (context / "out.tar").read_bytes()

    def interrupted(*_args: object, **_words: object) -> Iterator[None]:
        raise KeyboardInterrupt

    monkeypatch.setattr("slimgo.oci.layout.write_layer", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(context, created=5)
    assert (context / "out.tar").read_bytes() == before
    assert not [path for path in context.iterdir() if "part" in path.name]


def test_a_place_that_cannot_be_written_is_one_line(context: Path) -> None:
    with pytest.raises(EngineFailed, match=r"b/out\.tar cannot be written"):
        write(context, out=context / "b" / "out.tar")
    with pytest.raises(EngineFailed, match="cannot be written"):
        write(context, out=context / "bin")


def test_each_layer_names_the_folders_above_what_it_holds(tmp_path: Path) -> None:
    """docker makes a folder that a layer leaves out anew, as root's, and the upper one wins."""
    for name in ("a", "b"):
        (tmp_path / name).write_text(name)
    plan = image_plan(
        "FROM scratch\nCOPY --chown=7:8 a /d/e/a\nCOPY --chown=9:9 b /d/e/b\nCOPY a /c\n", {}
    )
    write_layout(plan, context=tmp_path, tag="x", target=TARGET, out=tmp_path / "x.tar")
    with open_archive(tmp_path / "x.tar") as archive:
        held = [
            {member.name: (member.uid, member.gid) for member, _ in archive.layer(name, diff_id)}
            for name, diff_id in image_documents(archive).layers
        ]
    assert held == [
        {"d/": (7, 8), "d/e/": (7, 8), "d/e/a": (7, 8)},
        {"d/": (7, 8), "d/e/": (7, 8), "d/e/b": (9, 9)},
        {"c": (0, 0)},
    ]
