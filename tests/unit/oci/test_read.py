"""Reading an exported image: what every engine writes."""

from __future__ import annotations

import gzip
import io
import json
import tarfile

import pytest

from slimgo.values.image import ImageFacts
from tests.unit.oci.exported import (
    LAYER,
    Members,
    Read,
    blob,
    config_of,
    docker_2010,
    oci,
    podman,
    sha256,
    tar_of,
)


def paths(facts: ImageFacts) -> list[str]:
    return [file.path for file in facts.files]


@pytest.mark.parametrize(
    "exported",
    [
        docker_2010(LAYER),
        podman(LAYER),
        oci(LAYER),
        oci(LAYER, docker=True),
        oci(gzip.compress(LAYER), diff_of=(LAYER,)),
    ],
    ids=["docker 20.10", "podman", "oci", "docker 25", "oci with gzip"],
)
def test_every_engines_tar_gives_the_same_facts(read: Read, exported: Members) -> None:
    facts = read(exported)
    (file,) = facts.files
    assert (file.path, file.kind, file.mode) == ("/app.bin", "file", 0o755)
    assert (file.size_bytes, file.sha256) == (7, sha256(b"program"))
    assert facts.disk_size_bytes == 7
    assert facts.layers == (f"sha256:{sha256(LAYER)}",)
    assert facts.config_digest == f"sha256:{sha256(config_of(LAYER))}"
    assert (facts.goos, facts.goarch, facts.created) == ("linux", "amd64", "")
    assert bool(facts.manifest_digest) == ("index.json" in exported)


def test_the_config_is_read_in_one_spelling(read: Read) -> None:
    run: dict[str, object] = {
        "Entrypoint": ["./a"],
        "Cmd": None,
        "ExposedPorts": {"80": {}, "53/udp": {}},
        "Labels": {"b": "2", "a": "1"},
        "WorkingDir": "",
        "User": "7",
    }
    config = read(docker_2010(LAYER, config=config_of(LAYER, config=run))).config
    assert config.entrypoint == ("./a",)
    assert config.cmd == ()
    assert config.exposed_ports == ("53/udp", "80/tcp")
    assert config.labels == (("a", "1"), ("b", "2"))
    assert (config.working_dir, config.user) == ("/", "7")


def test_one_file_too_many_is_seen(read: Read) -> None:
    layer = tar_of({"app.bin": b"program", "etc/": b"", "etc/passwd": b"x", "l -> /": b""})
    facts = read(docker_2010(layer))
    assert paths(facts) == ["/app.bin", "/etc", "/etc/passwd", "/l"]
    assert [file.kind for file in facts.files] == ["file", "directory", "file", "symlink"]


def test_layers_are_laid_over_each_other(read: Read) -> None:
    below = tar_of({"a": b"1", "d/": b"", "d/x": b"1", "d/y": b"1", "e/": b"", "e/z": b"1"})
    above = tar_of({"a": b"22", "d/.wh.x": b"", "e/.wh..wh..opq": b"", "e/new": b"1"})
    top = tar_of({"d": b"a file now", ".wh.gone": b""})
    facts = read(docker_2010(below, above, top))
    assert paths(facts) == ["/a", "/d", "/e", "/e/new"]
    assert facts.files[0].size_bytes == 2
    assert facts.files[1].kind == "file"


def test_a_link_says_where_it_leads_and_nothing_else_does(read: Read) -> None:
    layer = tar_of({"app": b"program", "d/": b"", "l -> /app": b""})
    assert [file.link for file in read(docker_2010(layer)).files] == ["", "", "/app"]


def test_a_hard_link_is_the_file_it_links_to(read: Read) -> None:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        app = tarfile.TarInfo("app")
        app.size = 3
        tar.addfile(app, io.BytesIO(b"app"))
        entry = tarfile.TarInfo("again")
        entry.type, entry.linkname = tarfile.LNKTYPE, "app"
        tar.addfile(entry)
    again, there = read(docker_2010(raw.getvalue())).files
    assert (again.path, again.kind, again.link) == ("/again", "file", "")
    assert (again.size_bytes, again.sha256) == (3, there.sha256)


def test_what_a_pull_receives_is_known_of_compressed_layers_under_a_manifest(read: Read) -> None:
    one, two = LAYER, tar_of({"more": b"x" * 900})
    exported = oci(gzip.compress(one), gzip.compress(two), diff_of=(one, two))
    blobs = [raw for name, raw in exported.items() if name.startswith("blobs/")]
    assert len(blobs) == 4
    assert read(exported).pull_bytes == sum(map(len, blobs))
    # a layer that is not compressed yet is another number of bytes once it is
    assert read(oci(gzip.compress(one), two, diff_of=(one, two))).pull_bytes is None
    assert read(oci(one)).pull_bytes is None
    # and docker before 25 saves no manifest
    assert read(docker_2010(gzip.compress(one), config=config_of(one))).pull_bytes is None


def test_users_and_groups_are_read_from_the_layer_that_has_the_last_word(read: Read) -> None:
    users = b"root:x:0:0::/root:/bin/sh\n"
    below = tar_of({"etc/passwd": b"an older one", "etc/group": b"root:x:0:\n"})
    above = tar_of({"etc/": b"", "etc/passwd": users, "ETC/PASSWD": b"", "other": b"x"})
    facts = read(docker_2010(below, above))
    assert (facts.passwd, facts.group) == (users.decode(), "root:x:0:\n")


def test_of_a_file_that_a_layer_holds_twice_the_later_one_counts(read: Read) -> None:
    layer = tar_of({"etc/passwd": b"first", "./etc/passwd": b"second"})
    facts = read(docker_2010(layer))
    assert [facts.passwd, facts.files[-1].sha256] == ["second", sha256(b"second")]


def test_an_image_without_users_has_none(read: Read) -> None:
    facts = read(docker_2010(LAYER))
    assert (facts.passwd, facts.group) == ("", "")
    linked = read(docker_2010(tar_of({"etc/passwd -> /elsewhere": b"", "elsewhere": b"x"})))
    assert linked.passwd == ""


def test_bytes_that_are_no_text_do_not_hide_the_other_users(read: Read) -> None:
    facts = read(docker_2010(tar_of({"etc/passwd": b"\xff\nroot:x:0:0"})))
    assert facts.passwd.splitlines() == ["\N{REPLACEMENT CHARACTER}", "root:x:0:0"]


@pytest.mark.parametrize(("more", "known"), [(0, True), (1, False)])
def test_a_list_of_users_over_a_mebibyte_is_not_read(read: Read, more: int, *, known: bool) -> None:
    size = (1 << 20) + more
    assert len(read(docker_2010(tar_of({"etc/passwd": b"x" * size}))).passwd) == size * known


def test_an_image_with_two_tags_is_one_image(read: Read) -> None:
    exported = oci(LAYER, docker=True)
    index = json.loads(exported["index.json"])
    exported["index.json"] = json.dumps({"manifests": index["manifests"] * 2}).encode()
    assert paths(read(exported)) == ["/app.bin"]


def test_buildkits_attestations_are_passed_over(read: Read) -> None:
    exported = oci(LAYER)
    inner = json.loads(exported["index.json"])["manifests"]
    attestation = {"digest": "sha256:" + "0" * 64, "platform": {"architecture": "unknown"}}
    index = blob(exported, json.dumps({"manifests": [*inner, attestation]}).encode())
    exported["index.json"] = json.dumps({"manifests": [index]}).encode()
    assert paths(read(exported)) == ["/app.bin"]
