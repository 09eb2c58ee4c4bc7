"""Unpacking an image: its files and nothing else, or nothing at all."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from pathlib import Path

import pytest

from slimgo.errors import EngineFailed, Unreadable
from slimgo.oci.dockerfile.read import image_plan
from slimgo.oci.layout import write_layout
from slimgo.oci.unpack import unpack
from slimgo.values.account import Account
from slimgo.values.target import Target


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "root"
    path.mkdir(mode=0o700)
    return path


def layer_of(*entries: tarfile.TarInfo) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        for entry in entries:
            tar.addfile(entry, io.BytesIO(b"x" * entry.size))
    return raw.getvalue()


def entry_of(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, link
    entry.size = 3 if kind == tarfile.REGTYPE else 0
    entry.mode = 0o6755
    return entry


def image(tmp_path: Path, *layers: bytes) -> Path:
    config = json.dumps(
        {
            "os": "linux",
            "architecture": "amd64",
            "rootfs": {"diff_ids": [f"sha256:{hashlib.sha256(one).hexdigest()}" for one in layers]},
        }
    ).encode()
    names = [f"{number}/layer.tar" for number in range(len(layers))]
    documents = {
        "c.json": config,
        "manifest.json": json.dumps([{"Config": "c.json", "Layers": names}]).encode(),
        **dict(zip(names, layers, strict=True)),
    }
    path = tmp_path / "image.tar"
    with tarfile.open(path, "w") as tar:
        for name, raw in documents.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(raw)
            tar.addfile(entry, io.BytesIO(raw))
    return path


def test_an_image_we_wrote_unpacks_to_its_files_and_says_whose_they_are(
    tmp_path: Path, folder: Path
) -> None:
    tmp_path.joinpath("a").write_bytes(b"program")
    plan = image_plan(
        'FROM scratch\nCOPY --chmod=0555 a x/a\nCOPY a b\nENTRYPOINT ["/x/a"]\nUSER 7\n', {}
    )
    write_layout(
        plan,
        context=tmp_path,
        tag="x",
        target=Target(goos="linux", goarch="amd64"),
        out=tmp_path / "x.tar",
    )
    unpacked = unpack(tmp_path / "x.tar", folder)
    assert unpacked.config == plan.config
    assert unpacked.account == Account(uid=7, gid=0, home="/")
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*")) == ["b", "x", "x/a"]
    assert folder.joinpath("x/a").read_bytes() == b"program"
    assert {file.path: (file.mode, file.uid, file.gid) for file in unpacked.files} == {
        "/": (0o755, 0, 0),
        "/b": (0o644, 0, 0),
        "/x": (0o755, 0, 0),
        "/x/a": (0o555, 0, 0),
    }


def test_the_images_own_passwd_says_who_its_user_is(tmp_path: Path, folder: Path) -> None:
    tmp_path.joinpath("passwd").write_text("web:x:7:8:Web:/srv:/bin/false\n")
    tmp_path.joinpath("group").write_text("web:x:8:\ntools:x:9:web\n")
    write_layout(
        image_plan("FROM scratch\nCOPY passwd group /etc/\nUSER 7\n", {}),
        context=tmp_path,
        tag="x",
        target=Target(goos="linux", goarch="amd64"),
        out=tmp_path / "x.tar",
    )
    found = unpack(tmp_path / "x.tar", folder).account
    assert found == Account(uid=7, gid=8, groups=(9,), home="/srv")


def test_an_upper_layers_file_wins(tmp_path: Path, folder: Path) -> None:
    upper = entry_of("d/a")
    upper.size = 5
    unpack(image(tmp_path, layer_of(entry_of("d/a")), layer_of(upper)), folder)
    assert folder.joinpath("d/a").read_bytes() == b"xxxxx"


@pytest.mark.parametrize(
    "entry",
    [
        entry_of("../escaped"),
        entry_of("link", tarfile.SYMTYPE, ""),
        entry_of("hard", tarfile.LNKTYPE, "/etc/passwd"),
        entry_of("hard", tarfile.LNKTYPE, "../escaped"),
    ],
    ids=lambda entry: entry.name,
)
def test_what_could_do_harm_is_refused_before_anything_is_written(
    tmp_path: Path, folder: Path, entry: tarfile.TarInfo
) -> None:
    with pytest.raises(Unreadable):
        unpack(image(tmp_path, layer_of(entry_of("good"), entry)), folder)
    assert not list(folder.iterdir())
    assert not tmp_path.joinpath("escaped").exists()


def test_nothing_is_written_through_a_link(tmp_path: Path, folder: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    layer = layer_of(entry_of("d", tarfile.SYMTYPE, str(outside)), entry_of("d/a"))
    unpack(image(tmp_path, layer), folder)
    assert not list(outside.iterdir())
    assert folder.joinpath("d").readlink() == outside
    assert (folder / str(outside / "a")[1:]).read_bytes() == b"xxx"


def test_a_link_in_place_of_a_file_of_the_same_layer_wins(tmp_path: Path, folder: Path) -> None:
    unpack(image(tmp_path, layer_of(entry_of("a"), entry_of("a", tarfile.SYMTYPE, "b"))), folder)
    assert str(folder.joinpath("a").readlink()) == "b"


def test_of_two_entries_of_one_name_the_later_is_unpacked(tmp_path: Path, folder: Path) -> None:
    later = entry_of("a")
    later.size = 5
    unpack(image(tmp_path, layer_of(entry_of("a"), later)), folder)
    assert folder.joinpath("a").read_bytes() == b"xxxxx"


def test_hard_links_are_one_file(tmp_path: Path, folder: Path) -> None:
    unpack(image(tmp_path, layer_of(entry_of("a"), entry_of("b", tarfile.LNKTYPE, "a"))), folder)
    assert folder.joinpath("a").samefile(folder / "b")


def test_devices_and_pipes_are_left_out(tmp_path: Path, folder: Path) -> None:
    layer = layer_of(
        entry_of("dev/sda", tarfile.BLKTYPE), entry_of("run/x", tarfile.FIFOTYPE), entry_of("a")
    )
    found = unpack(image(tmp_path, layer), folder)
    assert [each.name for each in folder.iterdir()] == ["a"]
    assert {each.path for each in found.files} == {"/", "/a"}


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with pytest.raises(EngineFailed, match="cannot be unpacked"):
        unpack(image(tmp_path, layer_of(entry_of("d/a"))), blocked)
