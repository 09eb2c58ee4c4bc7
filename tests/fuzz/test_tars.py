"""Exported images that someone hostile wrote: read, described and unpacked."""

from __future__ import annotations

import functools
import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Sequence
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from slimgo.errors import SlimgoError
from slimgo.oci.describe import describe
from slimgo.oci.read import read_image
from slimgo.oci.unpack import unpack

PATHS = st.lists(
    st.sampled_from(
        [
            "a",
            "b",
            "/",
            "/",
            "..",
            ".",
            "../sentinel",
            "/etc/passwd",
            "{parent}/sentinel",
            ".wh.",
            ".wh.a",
            ".wh..wh..opq",
            "\n",
            "\x1b[2J",
            "é",
            "\udcff",
            " ",
            "x" * 120,
        ]
    ),
    min_size=1,
    max_size=4,
).map("".join)
KINDS = st.sampled_from([tarfile.REGTYPE] * 3 + [b"\0", b"1", b"2", b"3", b"5", b"6", b"7", b"S"])
ENTRIES = st.lists(
    st.tuples(PATHS, KINDS, PATHS, st.sampled_from([0o644, 0o4755, 0o000, 0o7777])), max_size=5
)
LARGE = st.sampled_from([0, 1, 511, 512, 8**11 - 1, 2**31, 2**63, 2**64 - 1])
FIELDS = {"name": 0, "mode": 100, "uid": 108, "size": 124, "checksum": 148, "kind": 156}
FIELDS |= {"link": 157, "magic": 257, "prefix": 345}


def tar_of(entries: Sequence[tuple[str, bytes, str, int, bytes]]) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", errors="surrogateescape") as tar:
        for name, kind, link, mode, content in entries:
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname, entry.mode = kind, link, mode
            entry.size = len(content) if kind in {tarfile.REGTYPE, b"\0", b"7"} else 0
            tar.addfile(entry, io.BytesIO(content))
    return raw.getvalue()


def file(name: str, content: bytes) -> tuple[str, bytes, str, int, bytes]:
    return (name, tarfile.REGTYPE, "", 0o644, content)


def image_of(*layers: bytes, packed: bool = False) -> bytes:
    """Well formed around whatever the layers are, so that they are reached."""
    diff_ids = [f"sha256:{hashlib.sha256(layer).hexdigest()}" for layer in layers]
    document = {"os": "linux", "architecture": "amd64", "rootfs": {"diff_ids": diff_ids}}
    names = [f"{number}/layer.tar" for number in range(len(layers))]
    members = [
        file("c.json", json.dumps(document).encode()),
        file("manifest.json", json.dumps([{"Config": "c.json", "Layers": names}]).encode()),
    ]
    blobs = [gzip.compress(layer, 1) if packed else layer for layer in layers]
    return tar_of([*members, *map(file, names, blobs)])


@functools.cache
def good() -> bytes:
    layer = tar_of([file("a", b"program"), ("d", b"5", "", 0o755, b""), file("d/b", b"x" * 600)])
    return image_of(layer, tar_of([file("a", b"above")]))


def sealed(block: bytes) -> bytes:
    """A header block under a checksum that fits."""
    blank = block[:148] + b" " * 8 + block[156:]
    return blank[:148] + b"%06o\0 " % sum(blank) + blank[156:]


@st.composite
def damaged(draw: st.DrawFn, whole: Callable[[], bytes] = good) -> bytes:
    """Cut off, bytes flipped, a header's field at an extreme, a piece doubled or put behind."""
    raw = bytearray(whole())
    for _ in range(draw(st.integers(1, 3))):
        how = draw(st.sampled_from(["cut", "flip", "field", "field", "double", "behind"]))
        block = draw(st.integers(0, max(0, len(raw) // 512 - 1))) * 512
        if how == "cut":
            del raw[draw(st.integers(0, len(raw))) :]
        elif how == "flip" and raw:
            raw[draw(st.integers(0, len(raw) - 1))] ^= draw(st.integers(1, 255))
        elif how == "field" and len(raw) >= block + 512:
            start = FIELDS[draw(st.sampled_from(sorted(FIELDS)))]
            value = draw(st.binary(max_size=12) | LARGE.map(lambda number: b"%o" % number))
            header = bytearray(raw[block : block + 512])
            header[start : start + len(value)] = value
            raw[block : block + 512] = sealed(bytes(header)[:512])
        elif how == "double":
            raw[block:block] = raw[block : block + draw(st.sampled_from([512, 1024, 2048]))]
        else:
            raw += draw(st.binary(max_size=600))
    return bytes(raw)


def try_all(raw: bytes, outcome, inside: Path) -> None:
    """Reads, describes and unpacks; the three must agree."""
    tar, root = inside / "image.tar", inside / "root"
    tar.write_bytes(raw)
    root.mkdir()
    facts = outcome(lambda: read_image(tar))
    said = outcome(lambda: describe(str(tar), form=None, directory=inside))
    config = outcome(lambda: unpack(tar, root))
    if isinstance(facts, SlimgoError):
        assert isinstance(said, SlimgoError)
        assert isinstance(config, SlimgoError)
        assert not list(root.iterdir())
        return
    assert json.loads(said)[0]["Id"] == facts.config_digest
    if isinstance(config, SlimgoError):
        return
    found = {f"/{path.relative_to(root)}": path for path in root.rglob("*")}
    listed = {file.path for file in facts.files if file.kind != "other"}
    assert listed <= set(found)
    assert all(found[path].is_dir() for path in set(found) - listed)
    for one in facts.files:
        if one.kind == "other":
            continue
        assert found[one.path].is_symlink() == (one.kind == "symlink")
        if one.kind == "symlink":
            continue
        assert found[one.path].is_dir() == (one.kind == "directory")
        assert found[one.path].stat().st_mode & 0o7000 == 0
        if one.kind == "file":
            content = found[one.path].read_bytes()
            assert hashlib.sha256(content).hexdigest() == one.sha256


@given(raw=damaged())
def test_a_damaged_image_is_refused_clearly_or_read_as_what_it_is(outcome, fenced, raw) -> None:
    with fenced() as inside:
        try_all(raw, outcome, inside)


@given(below=ENTRIES, above=ENTRIES, packed=st.booleans())
def test_hostile_entries_write_nothing_outside(outcome, fenced, below, above, packed) -> None:
    with fenced() as inside:
        parent = str(inside.parent)
        layers = [
            tar_of(
                [
                    (
                        name.replace("{parent}", parent),
                        kind,
                        link.replace("{parent}", parent),
                        mode,
                        b"content",
                    )
                    for name, kind, link, mode in entries
                ]
            )
            for entries in (below, above)
        ]
        try_all(image_of(*layers, packed=packed), outcome, inside)


@given(layer=damaged(lambda: tar_of([file("a/b", b"program"), ("l", b"2", "a", 0o777, b"")])))
def test_a_damaged_layer_under_its_right_digest_is_refused_or_read(outcome, fenced, layer) -> None:
    with fenced() as inside:
        try_all(image_of(layer), outcome, inside)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-1, 3)
    | st.sampled_from(["c.json", "0/layer.tar", f"sha256:{0:064}", "\n", "../x", "\ud800"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "Config Layers RepoTags manifests digest platform architecture os config"
                " layers rootfs diff_ids Cmd Env ExposedPorts Labels User created".split()
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    documents=st.dictionaries(
        st.sampled_from(["manifest.json", "index.json", "c.json", "blobs/sha256/" + "0" * 64]),
        JSON.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=20),
        min_size=1,
    )
)
def test_documents_of_any_shape_are_refused_or_read(outcome, fenced, documents) -> None:
    members = {"0/layer.tar": tar_of([file("a", b"x")]), **documents}
    with fenced() as inside:
        try_all(tar_of([file(*one) for one in members.items()]), outcome, inside)


@given(raw=st.binary(max_size=2000))
def test_any_bytes_are_refused_or_read(outcome, fenced, raw: bytes) -> None:
    with fenced() as inside:
        try_all(raw, outcome, inside)
