"""What is said of an image that is none, word for word; and all that is read of one that is."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from slimgo.errors import Unreadable
from slimgo.oci.blobs import open_archive
from slimgo.oci.documents import image_documents
from slimgo.oci.merge import merged
from slimgo.oci.read import read_image
from slimgo.values.image import ImageConfig, ImageFacts

Json = dict[str, object]
NO_DIGEST = "sha256:" + "0" * 64


def tar_of(*entries: tuple[str, bytes, bytes, str]) -> bytes:
    """Name, content, kind, link."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        for name, content, kind, link in entries:
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname, entry.uid, entry.gid = kind, link, 7, 8
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return raw.getvalue()


def file(name: str, content: bytes = b"") -> tuple[str, bytes, bytes, str]:
    return (name, content, tarfile.REGTYPE, "")


LAYER = tar_of(file("a", b"x"))


def digest(raw: bytes) -> str:
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def dumped(document: object) -> bytes:
    return json.dumps(document).encode()


def docker(
    *layers: bytes,
    entry: Json | list[object] | None = None,
    more: tuple[tuple[str, bytes, bytes, str], ...] = (),
    **config: object,
) -> bytes:
    """As `docker save` writes it, with parts replaced."""
    document = {
        "os": "linux",
        "architecture": "amd64",
        "rootfs": {"diff_ids": [digest(layer) for layer in layers]},
        **config,
    }
    names = [f"{number}.tar" for number in range(len(layers))]
    named = {"Config": "c.json", "RepoTags": ["x:1", "y:2"], "Layers": names}
    entries = entry if isinstance(entry, list) else [named | (entry or {})]
    return tar_of(
        ("folder", b"", tarfile.DIRTYPE, ""),
        file("c.json", dumped(document)),
        file("manifest.json", dumped(entries)),
        *map(file, names, layers),
        *more,
    )


def named(blob: bytes, **more: object) -> Json:
    return {"digest": digest(blob), **more}


def held(blob: bytes, *, under: bytes | None = None) -> tuple[str, bytes, bytes, str]:
    """A blob under its own digest, or under another's."""
    name = digest(blob if under is None else under)
    return file("blobs/" + name.replace(":", "/"), blob)


def oci(
    manifest: Json | None = None,
    index: Json | None = None,
    config: object = None,
    more: tuple[tuple[str, bytes, bytes, str], ...] = (),
) -> bytes:
    """As `podman save --format oci-archive` writes it, with parts replaced."""
    blobs: list[bytes] = [LAYER]
    document: object = {
        "os": "linux",
        "architecture": "amd64",
        "rootfs": {"diff_ids": [digest(LAYER)]},
    }
    blobs.append(dumped(document if config is None else config))
    described = {
        "config": {"digest": digest(blobs[1])},
        "layers": [{"digest": digest(LAYER)}],
        **(manifest or {}),
    }
    blobs.append(dumped(described))
    names = {"manifests": [{"digest": digest(blobs[2])}], **(index or {})}
    members = [held(blob) for blob in blobs]
    return tar_of(*members, file("index.json", dumped(names)), *more)


@pytest.fixture
def read(tmp_path: Path) -> Callable[[bytes], ImageFacts]:
    def reading(raw: bytes) -> ImageFacts:
        path = tmp_path / "image.tar"
        path.write_bytes(raw)
        return read_image(path)

    return reading


Read = Callable[[bytes], ImageFacts]


def test_everything_in_a_config_is_read(read: Read) -> None:
    facts = read(
        docker(
            LAYER,
            created="1970",
            config={
                "Entrypoint": ["e"],
                "Cmd": ["c"],
                "Env": ["A=b"],
                "ExposedPorts": {"80": {}},
                "User": "7",
                "WorkingDir": "/w",
                "Labels": {"b": "2", "a": "1"},
                "StopSignal": "SIGINT",
            },
        )
    )
    assert facts.config == ImageConfig(
        entrypoint=("e",),
        cmd=("c",),
        env=("A=b",),
        exposed_ports=("80/tcp",),
        user="7",
        working_dir="/w",
        labels=(("a", "1"), ("b", "2")),
        stop_signal="SIGINT",
    )
    assert (facts.goos, facts.goarch, facts.created) == ("linux", "amd64", "1970")
    assert facts.tags == ("x:1", "y:2")
    assert facts.manifest_digest == ""
    assert read(docker(LAYER)).config == ImageConfig()
    assert read(oci()).tags == ()


def test_owners_and_other_kinds_are_read(read: Read) -> None:
    facts = read(docker(tar_of(file("./a/./b", b"x"), ("p", b"", tarfile.FIFOTYPE, ""))))
    assert [
        (one.path, one.kind, one.uid, one.gid, one.size_bytes, one.sha256) for one in facts.files
    ] == [("/a/b", "file", 7, 8, 1, digest(b"x")[7:]), ("/p", "other", 7, 8, 0, "")]


def test_a_hard_link_in_the_outer_tar_stands_for_what_it_names(read: Read) -> None:
    hard = ("x/hard", b"", tarfile.LNKTYPE, "./0.tar")
    assert read(docker(LAYER, entry={"Layers": ["x/hard"]}, more=(hard,))).files


def test_a_folder_that_an_upper_layer_names_again_keeps_what_it_holds(read: Read) -> None:
    below = tar_of(("d", b"", tarfile.DIRTYPE, ""), file("d/x y/z"), file("d/gone"))
    above = tar_of(("d", b"", tarfile.DIRTYPE, ""), file("d/.wh.gone"))
    assert [one.path for one in read(docker(below, above)).files] == ["/d", "/d/x y/z"]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (tar_of(file("a")), "it holds neither manifest.json nor index.json"),
        (docker(LAYER, entry=[]), "manifest.json does not name exactly one image"),
        (docker(LAYER, entry=[1]), "manifest.json is not an object"),
        (docker(LAYER, entry={"Config": 1}), "manifest.json's Config is not text"),
        (docker(LAYER, entry={"Layers": 1}), "manifest.json's Layers is not a list"),
        (docker(LAYER, entry={"Layers": [1]}), "manifest.json's Layers is not text"),
        (docker(LAYER, entry={"RepoTags": 1}), "manifest.json's RepoTags is not a list"),
        (docker(LAYER, entry={"Config": "gone"}), "it holds no gone"),
        (docker(LAYER, entry={"Config": "0.tar"}), "0.tar is not JSON"),
        (docker(LAYER, entry={"Config": "manifest.json"}), "the config is not an object"),
        (
            docker(LAYER, entry={"Layers": []}),
            "the config speaks of 1 layers, the tar of 0",
        ),
        (docker(LAYER, rootfs=1), "the config's rootfs is not an object"),
        (docker(LAYER, rootfs={"diff_ids": 1}), "the config's diff_ids is not a list"),
        (docker(LAYER, os=1), "the config's os is not text"),
        (docker(LAYER, architecture=None), "the config's architecture is not text"),
        (docker(LAYER, created=1), "the config's creation time is not text"),
        (docker(LAYER, config=1), "the config's config is not an object"),
        (docker(LAYER, config={"Entrypoint": 1}), "Entrypoint is not a list"),
        (docker(LAYER, config={"Cmd": 1}), "Cmd is not a list"),
        (docker(LAYER, config={"Env": [1]}), "Env is not text"),
        (docker(LAYER, config={"ExposedPorts": 1}), "ExposedPorts is not an object"),
        (docker(LAYER, config={"Labels": 1}), "Labels is not an object"),
        (docker(LAYER, config={"Labels": {"a": 1}}), "a label is not text"),
        (docker(LAYER, config={"User": 1}), "User is not text"),
        (docker(LAYER, config={"WorkingDir": 1}), "WorkingDir is not text"),
        (docker(LAYER, config={"StopSignal": 1}), "StopSignal is not text"),
        (docker(tar_of(file("../a"))), "'../a' leads out of the image"),
        (
            docker(tar_of(file("d"), file("d/a"))),
            "/d is no folder, and something lies in it",
        ),
        (oci(config=1), "the config is not an object"),
        (oci(manifest={"layers": 1}), "the manifest names no layers"),
        (oci(manifest={"layers": [1]}), "a descriptor is not an object"),
        (oci(manifest={"config": {"digest": 1}}), "a digest is not text"),
        (oci(manifest={"config": {"digest": "sha256:x"}}), "'sha256:x' is no sha256 digest"),
        (oci(index={"manifests": []}), "index.json names 0 images, not one"),
        (oci(index={"manifests": 1}), "index.json names no manifests"),
        (oci(index={"manifests": [1]}), "index.json is not an object"),
        (
            oci(index={"manifests": [{"digest": NO_DIGEST}]}),
            f"it holds no blobs/sha256/{'0' * 64}",
        ),
        (tar_of(file("index.json", b"1")), "index.json is not an object"),
        (
            tar_of(file("index.json", dumped({"manifests": [named(b"1")]})), held(b"1")),
            ("a manifest is not an object"),
        ),
        (
            oci(manifest={"manifests": [named(b"1")]}, more=(held(b"1"),)),
            ("a manifest is not an object"),
        ),
        (oci(manifest={"manifests": 1}), "an index names no manifests"),
        (oci(manifest={"manifests": [1]}), "an index is not an object"),
        (
            oci(manifest={"manifests": [{"digest": NO_DIGEST}]}),
            "index.json names 0 images, not one",
        ),
    ],
)
def test_what_is_wrong_is_said(read: Read, raw: bytes, why: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(raw)
    assert caught.value.why == why


CONFIG = dumped({"os": "linux", "architecture": "amd64", "rootfs": {"diff_ids": [digest(LAYER)]}})
MANIFEST = dumped({"config": named(CONFIG), "layers": [named(LAYER)]})
OTHER = dumped({"config": named(CONFIG), "layers": [named(LAYER)], "other": 1})
PARTS = (held(CONFIG), held(LAYER))


def indexed(*named_blobs: Json, parts: tuple[tuple[str, bytes, bytes, str], ...]) -> bytes:
    return tar_of(file("index.json", dumped({"manifests": named_blobs})), *PARTS, *parts)


def why(read: Read, raw: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(raw)
    return caught.value.why


def test_a_manifest_that_is_not_what_its_digest_says_is_refused(read: Read) -> None:
    inner = dumped({"manifests": [named(MANIFEST)]})
    assert read(indexed(named(MANIFEST), parts=(held(MANIFEST),))).files
    assert read(indexed(named(inner), parts=(held(inner), held(MANIFEST)))).files
    words = f"{digest(MANIFEST)} and is {digest(OTHER)}"
    assert words in why(read, indexed(named(MANIFEST), parts=(held(OTHER, under=MANIFEST),)))
    spoiled = (held(inner), held(OTHER, under=MANIFEST))
    assert words in why(read, indexed(named(inner), parts=spoiled))


def test_two_images_are_one_too_many_and_an_attestation_is_none(read: Read) -> None:
    both = (held(MANIFEST), held(OTHER))
    assert why(read, indexed(named(MANIFEST), named(OTHER), parts=both)) == (
        "index.json names 2 images, not one"
    )
    for architecture in ("unknown", "amd64"):
        second = named(OTHER, platform={"architecture": architecture})
        raw = indexed(named(MANIFEST), second, parts=both)
        if architecture == "unknown":
            assert read(raw).manifest_digest == digest(MANIFEST)
        else:
            assert "names 2 images" in why(read, raw)


def test_a_document_may_have_four_mebibytes_and_not_one_byte_more(read: Read) -> None:
    assert read(docker(LAYER, labels="x" * (2 << 20))).goos == "linux"
    filled = b'{"manifests": []}'.ljust(4 << 20)
    assert "names 0 images" in why(read, tar_of(file("index.json", filled)))
    assert why(read, tar_of(file("index.json", filled + b" "))) == "index.json is absurdly large"


def test_a_layer_may_fill_its_limit_and_not_more(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("slimgo.oci.blobs._LARGEST_LAYER", len(LAYER))
    assert read(docker(LAYER)).files
    monkeypatch.setattr("slimgo.oci.blobs._LARGEST_LAYER", len(LAYER) - 1)
    assert why(read, docker(LAYER)) == "a layer holds more than 0 GiB"


def test_a_compressed_blob_is_verified_as_it_lies_there(read: Read) -> None:
    one, other = gzip.compress(LAYER, 1), gzip.compress(LAYER, 9, mtime=1)
    manifest = dumped({"config": named(CONFIG), "layers": [named(one)]})
    assert read(indexed(named(manifest), parts=(held(manifest), held(one)))).files
    spoiled = (held(manifest), held(other, under=one))
    name = "blobs/" + digest(one).replace(":", "/")
    assert why(read, indexed(named(manifest), parts=spoiled)) == (
        f"{name} should be {digest(one)} and is {digest(other)}"
    )


def test_a_folder_hidden_by_an_upper_layer_is_gone_with_all_in_it(read: Read) -> None:
    below = tar_of(file("a/b/c/f"), file("a/kept"), file("X/f"), file("XX/f"))
    above = tar_of(file("a/.wh.b"), file("X/.wh.f"))
    assert [one.path for one in read(docker(below, above)).files] == ["/XX/f", "/a/kept"]


@pytest.mark.parametrize("layers", [1, 2])
def test_a_hard_link_is_a_file_of_its_layer_or_of_one_below(read: Read, layers: int) -> None:
    there, link = file("a"), ("b", b"", tarfile.LNKTYPE, "a")
    made = [tar_of(there, link)] if layers == 1 else [tar_of(there), tar_of(link)]
    one, other = read(docker(*made)).files
    assert (other.path, other.kind, other.sha256) == ("/b", "file", one.sha256)


@pytest.mark.parametrize(("link", "path"), [("/e", "/e/a"), ("e/../f", "/f/a"), ("/", "/a")])
def test_what_lies_in_a_link_lies_where_it_leads(read: Read, link: str, path: str) -> None:
    layer = tar_of(("d", b"", tarfile.SYMTYPE, link), file("d/a"))
    assert [one.path for one in read(docker(layer)).files] == sorted(["/d", path])


def test_no_link_leads_above_the_image(read: Read) -> None:
    layer = tar_of(("d", b"", tarfile.SYMTYPE, "../../../etc"), file("d/passwd"))
    assert "/etc/passwd" in [one.path for one in read(docker(layer)).files]


def test_a_whiteout_in_a_link_removes_what_the_link_leads_to(read: Read) -> None:
    below = tar_of(("d", b"", tarfile.SYMTYPE, "e"), file("e/a"), file("e/b"))
    assert [one.path for one in read(docker(below, tar_of(file("d/.wh.a")))).files] == [
        "/d",
        "/e/b",
    ]


def test_each_file_is_known_to_come_from_its_layer(tmp_path: Path) -> None:
    path = tmp_path / "image.tar"
    path.write_bytes(docker(tar_of(file("a"), file("b")), tar_of(file("b"), file("c"))))
    with open_archive(path) as archive:
        placed = merged(archive, image_documents(archive))
    assert {name: one.layer for name, one in placed.items()} == {"/a": 0, "/b": 1, "/c": 1}
