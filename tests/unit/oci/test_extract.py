"""One file taken out of an image's tar."""

from __future__ import annotations

import io
import json
import tarfile
from hashlib import sha256
from pathlib import Path

import pytest

from slimgo.errors import Unreadable
from slimgo.oci.extract import extract

LONG = b"0123456789" * 30_000
"""More than is read at once."""


def folder(name: str) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type = tarfile.DIRTYPE
    return entry


def link(name: str, to: str) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = tarfile.SYMTYPE, to
    return entry


def tar(*entries: tarfile.TarInfo, **files: bytes) -> bytes:
    """The entries, then files in bin/."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        for each in entries:
            archive.addfile(each)
        for name, content in files.items():
            entry = tarfile.TarInfo(f"./bin/{name}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return raw.getvalue()


def image(path: Path, *layers: bytes) -> Path:
    names = [f"{number}.tar" for number in range(len(layers))]
    diff_ids = [f"sha256:{sha256(each).hexdigest()}" for each in layers]
    config = {"os": "linux", "architecture": "amd64", "rootfs": {"diff_ids": diff_ids}}
    members = {
        "config.json": json.dumps(config).encode(),
        "manifest.json": json.dumps([{"Config": "config.json", "Layers": names}]).encode(),
        **dict(zip(names, layers, strict=True)),
    }
    with tarfile.open(path / "image.tar", "w") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path / "image.tar"


def extracted(tmp_path: Path, path: str, *layers: bytes) -> bytes:
    extract(image(tmp_path, *layers), path, tmp_path / "out")
    return (tmp_path / "out").read_bytes()


def test_a_file_is_taken_out_whole(tmp_path: Path) -> None:
    layer = tar(folder("bin"), other=b"other", program=LONG, last=b"last")
    assert extracted(tmp_path, "/bin/program", layer) == LONG
    assert extracted(tmp_path, "/bin/last", layer) == b"last"


def test_of_several_layers_the_last_one_that_has_it_counts(tmp_path: Path) -> None:
    layers = tar(program=b"first"), tar(program=b"second"), tar(other=b"third")
    assert extracted(tmp_path, "/bin/program", *layers) == b"second"


@pytest.mark.parametrize("path", ["/bin/none", "/bin", "/bin/link", "bin/program", "/"])
def test_what_is_no_file_there_is_refused(tmp_path: Path, path: str) -> None:
    layer = tar(folder("bin"), link("bin/link", "program"), program=b"x")
    with pytest.raises(Unreadable) as caught:
        extracted(tmp_path, path, layer)
    assert caught.value.what == f"the image has no file {path}"
    assert not (tmp_path / "out").exists()


def test_what_a_later_layer_takes_away_is_not_there(tmp_path: Path) -> None:
    layers = tar(program=b"x"), tar(**{".wh.program": b""})
    with pytest.raises(Unreadable):
        extracted(tmp_path, "/bin/program", *layers)
