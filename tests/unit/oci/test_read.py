"""Reading an exported image: what every engine writes, and what nobody should."""

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
from slimgo.oci.read import read_image
from slimgo.values.image import ImageFacts

Members = dict[str, bytes]


def sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def tar_of(members: Members, *, format: int = tarfile.PAX_FORMAT) -> bytes:  # noqa: A002
    """A name that ends in `/` is a folder, one with ` -> ` a link."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=format) as tar:
        for name, content in members.items():
            entry = tarfile.TarInfo(name.partition(" -> ")[0].rstrip("/"))
            entry.mode = 0o755
            if " -> " in name:
                entry.type, entry.linkname = tarfile.SYMTYPE, name.partition(" -> ")[2]
            elif name.endswith("/"):
                entry.type = tarfile.DIRTYPE
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return raw.getvalue()


LAYER = tar_of({"app.bin": b"program"})


def config_of(*layers: bytes, **more: object) -> bytes:
    diff_ids = [f"sha256:{sha256(layer)}" for layer in layers]
    document = {"os": "linux", "architecture": "amd64", "rootfs": {"diff_ids": diff_ids}}
    return json.dumps({**document, **more}).encode()


def docker_2010(*layers: bytes, config: bytes = b"") -> Members:
    """As docker 20.10 saves: each layer in a folder with a name of no meaning."""
    config = config or config_of(*layers)
    names = [f"{number:064x}/layer.tar" for number in range(len(layers))]
    entry = {"Config": f"{sha256(config)}.json", "RepoTags": ["x:1"], "Layers": names}
    members = {f"{sha256(config)}.json": config, "manifest.json": json.dumps([entry]).encode()}
    return members | dict(zip(names, layers, strict=True))


def podman(layer: bytes) -> Members:
    """As podman saves a docker-archive: layers by digest, old names as links."""
    members = docker_2010(layer)
    del members[f"{0:064x}/layer.tar"]
    members[f"{sha256(layer)}.tar"] = layer
    members[f"{0:064x}/layer.tar -> ../{sha256(layer)}.tar"] = b""
    return members


def blob(members: Members, raw: bytes) -> dict[str, object]:
    members[f"blobs/sha256/{sha256(raw)}"] = raw
    return {"digest": f"sha256:{sha256(raw)}", "size": len(raw)}


def oci(*layers: bytes, diff_of: tuple[bytes, ...] = (), docker: bool = False) -> Members:
    members: Members = {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}'}
    config = blob(members, config_of(*(diff_of or layers)))
    described = [blob(members, layer) for layer in layers]
    manifest = blob(members, json.dumps({"config": config, "layers": described}).encode())
    members["index.json"] = json.dumps({"manifests": [manifest]}).encode()
    if docker:
        entry = {
            "Config": "blobs/" + str(config["digest"]).replace(":", "/"),
            "RepoTags": None,
            "Layers": ["blobs/" + str(one["digest"]).replace(":", "/") for one in described],
        }
        members["manifest.json"] = json.dumps([entry]).encode()
    return members


@pytest.fixture
def read(tmp_path: Path) -> Callable[[Members | bytes], ImageFacts]:
    def reading(exported: Members | bytes) -> ImageFacts:
        path = tmp_path / "image.tar"
        path.write_bytes(exported if isinstance(exported, bytes) else tar_of(exported))
        return read_image(path)

    return reading


@pytest.fixture
def why(
    read: Callable[[Members | bytes], ImageFacts], tmp_path: Path
) -> Callable[[Members | bytes], str]:
    def refused(exported: Members | bytes) -> str:
        with pytest.raises(Unreadable) as caught:
            read(exported)
        assert [path.name for path in tmp_path.iterdir()] == ["image.tar"], "nothing is written"
        assert "\n" not in str(caught.value)
        return caught.value.why

    return refused


Read = Callable[[Members | bytes], ImageFacts]
Why = Callable[[Members | bytes], str]


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


def test_a_hard_link_in_the_image_is_no_symbolic_one(read: Read) -> None:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("app"))
        entry = tarfile.TarInfo("again")
        entry.type, entry.linkname = tarfile.LNKTYPE, "app"
        tar.addfile(entry)
    (again, _) = read(docker_2010(raw.getvalue())).files
    assert (again.path, again.kind, again.link) == ("/again", "other", "")


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


def test_a_blob_that_is_not_what_its_digest_says_is_refused(why: Why) -> None:
    for exported in (oci(LAYER), oci(LAYER, docker=True), docker_2010(LAYER), podman(LAYER)):
        for name in exported:
            if exported[name] == LAYER:
                spoiled = exported | {name: LAYER.replace(b"program", b"Program")}
                assert "should be sha256:" in why(spoiled), name
            elif exported[name] == config_of(LAYER):
                assert "should be sha256:" in why(exported | {name: config_of(LAYER) + b" "})


def test_a_layer_that_is_not_its_diff_id_is_refused(why: Why) -> None:
    other = tar_of({"other": b""})
    assert "unpacked" in why(oci(gzip.compress(LAYER), diff_of=(other,)))


def test_two_documents_that_disagree_are_refused(why: Why) -> None:
    one, two = oci(LAYER, docker=True), oci(tar_of({"x": b""}), docker=True)
    said = "manifest.json and index.json name different "
    assert f"{said}images" == why(one | two | {"manifest.json": one["manifest.json"]})
    entry = json.loads(one["manifest.json"])
    entry[0]["Layers"] = ["index.json"]
    assert f"{said}layers" == why(one | {"manifest.json": json.dumps(entry).encode()})


@pytest.mark.parametrize("name", ["a/../../etc/passwd", "..", "../x", "a/.."])
def test_a_path_that_leads_out_of_the_image_is_refused(why: Why, name: str) -> None:
    assert "leads out of the image" in why(docker_2010(tar_of({name: b"x"})))


def test_a_file_that_lies_in_a_link_is_refused(why: Why) -> None:
    assert "is no folder" in why(docker_2010(tar_of({"d -> /etc": b"", "d/passwd": b"x"})))


def test_every_way_to_cut_a_tar_off_is_refused(why: Why) -> None:
    whole = tar_of(oci(LAYER, docker=True)).rstrip(b"\0")
    for size in range(0, len(whole) - 512, 97):
        assert why(whole[:size])


def test_a_flipped_byte_is_refused_or_changes_nothing(read: Read) -> None:
    whole = tar_of(oci(LAYER))
    facts = read(whole)
    for position in range(0, len(whole.rstrip(b"\0")), 31):
        spoiled = bytearray(whole)
        spoiled[position] ^= 0x55
        try:
            assert read(bytes(spoiled)) == facts
        except Unreadable as error:
            assert "\n" not in str(error)  # noqa: PT017


def test_something_behind_the_end_is_refused(why: Why) -> None:
    assert "behind its end" in why(tar_of(oci(LAYER)) + tar_of({"more": b"x"}))
    layer = LAYER + tar_of({"hidden": b"x"})
    assert "behind its end" in why(docker_2010(layer))


def spoiled_header(position: int, raw: bytes) -> bytes:
    """The layer with other bytes in its first header, under a checksum that fits."""
    block = bytearray(LAYER[:512])
    block[position : position + len(raw)] = raw
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block) + LAYER[512:]


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (spoiled_header(124, b"77777777777\0"), "cut off"),
        (spoiled_header(124, b"\x80" + b"\xff" * 11), "cut off"),
        (spoiled_header(124, b"\xff" * 12), "no number"),
        (spoiled_header(124, b"-0000000001\0"), "no number"),
        (spoiled_header(156, b"S"), "unknown kind"),
        (spoiled_header(0, b"\xff"), "not UTF-8"),
        (spoiled_header(156, b"x") , "malformed"),
        (spoiled_header(156, b"L") + b"\0" * 512, "should be"),
        (b"\x28\xb5\x2f\xfd" + LAYER, "zstd"),
        (gzip.compress(LAYER)[:-9], "gzip"),
        (b"\x1f\x8b" + LAYER, "gzip"),
        (LAYER[:700], "cut off"),
        (b"not a tar at all" * 128, "no number"),
    ],
)  # fmt: skip
def test_a_layer_that_is_no_tar_is_refused(why: Why, layer: bytes, words: str) -> None:
    exported = oci(layer, diff_of=(LAYER,))
    assert words in why(exported)


def test_a_layer_that_swells_without_end_is_refused(
    why: Why, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("slimgo.oci.blobs._LARGEST_LAYER", 1 << 20)
    layer = gzip.compress(tar_of({"zeros": bytes(2 << 20)}))
    assert "a layer holds more than" in why(oci(layer, diff_of=(LAYER,)))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"manifest.json": b"[" * 200_000}, "not JSON"),
        ({"manifest.json": b"\xff"}, "not JSON"),
        ({"manifest.json": b"[]"}, "exactly one image"),
        ({"manifest.json": b"{}"}, "exactly one image"),
        ({"manifest.json": b"[1]"}, "not an object"),
        ({"manifest.json": b"[{}]"}, "Config is not text"),
        ({"manifest.json": b'[{"Config": "../../etc/passwd", "Layers": []}]'}, "holds no"),
        ({"manifest.json": b'[{"Config": "a", "Layers": 1}]'}, "not a list"),
        ({"manifest.json": b" " * (5 << 20)}, "absurdly large"),
        ({"index.json": b'{"manifests": 1}'}, "names no manifests"),
        ({"index.json": b'{"manifests": [{"digest": "sha256:x"}]}'}, "no sha256 digest"),
        ({"index.json": b'{"manifests": [{"digest": "md5:0"}]}'}, "no sha256 digest"),
        ({"a -> b": b"", "b -> a": b"", "manifest.json": b'[{"Config": "a"}]'}, "in a circle"),
    ],
)
def test_documents_that_are_none_are_refused(why: Why, changes: Members, words: str) -> None:
    assert words in why(oci(LAYER, docker=True) | changes)


@pytest.mark.parametrize(
    "config",
    [
        {"config": 1}, {"config": {"Cmd": "sh"}}, {"config": {"Env": [1]}}, {"os": None},
        {"config": {"ExposedPorts": [1]}}, {"config": {"Labels": {"a": 1}}}, {"rootfs": []},
        {"rootfs": {"diff_ids": []}}, {"created": 1},
    ],
)  # fmt: skip
def test_a_config_of_other_types_is_refused(why: Why, config: dict[str, object]) -> None:
    assert why(docker_2010(LAYER, config=config_of(LAYER, **config)))


def test_a_tar_without_an_image_is_refused(why: Why, tmp_path: Path) -> None:
    assert "neither manifest.json nor index.json" in why({"a": b""})
    assert "neither" in why(b"")
    with pytest.raises(Unreadable, match="no such file"):
        read_image(tmp_path / "none.tar")
    with pytest.raises(Unreadable, match="no such file"):
        read_image(tmp_path)


def test_a_line_end_in_a_name_does_not_make_a_second_line(why: Why) -> None:
    entry = [{"Config": "c.json", "Layers": ["gone\nfor good"]}]
    exported = {"manifest.json": json.dumps(entry).encode(), "c.json": config_of(LAYER)}
    assert why(exported) == "it holds no gone\\nfor good"


def test_a_file_name_that_is_too_long_is_no_image(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no such file"):
        read_image(tmp_path / ("x" * 300))


def test_a_name_that_is_there_twice_is_refused(why: Why) -> None:
    raw = tar_of(oci(LAYER)).rstrip(b"\0")
    raw += bytes(-len(raw) % 512) + tar_of({"index.json": b"{}"})
    assert "twice" in why(raw)
