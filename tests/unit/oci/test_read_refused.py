"""Reading an exported image: what nobody should write is refused."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from slimgo.errors import Unreadable
from slimgo.oci.read import read_image
from tests.unit.oci.exported import (
    LAYER,
    Members,
    Read,
    Why,
    config_of,
    docker_2010,
    oci,
    podman,
    tar_of,
)


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


def test_links_that_lead_in_a_circle_are_refused(why: Why) -> None:
    circle = {"a -> b": b"", "b -> a": b"", "a/passwd": b"x"}
    assert "lead in a circle" in why(docker_2010(tar_of(circle)))


def test_a_file_that_lies_in_a_file_is_refused(why: Why) -> None:
    assert "is no folder" in why(docker_2010(tar_of({"d": b"", "d/passwd": b"x"})))


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
        (gzip.compress(LAYER, mtime=0)[:-9], "gzip"),
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
