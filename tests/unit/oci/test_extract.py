"""One file taken out of an image's tar."""

from __future__ import annotations

import io
import json
import tarfile
from hashlib import sha256
from pathlib import Path

import pytest

from slimgo.errors import BadInput, Unreadable
from slimgo.oci.extract import extract, extract_all, extract_into

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


def hard(name: str, to: str) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = tarfile.LNKTYPE, to
    return entry


def test_a_hard_link_and_a_file_in_a_link_are_taken_out_too(tmp_path: Path) -> None:
    below = tar(a=b"content")
    made = image(tmp_path, below, tar(hard("b", "bin/a"), link("lib", "usr/lib"), folder("lib/x")))
    extract_all(made, {"/b": tmp_path / "out/b", "/bin/a": tmp_path / "out/a"})
    assert [(tmp_path / "out" / name).read_bytes() for name in "ab"] == [b"content"] * 2


LIST = "#mtree\n./bin type=dir mode=0755 uid=0 gid=0\n" + "".join(
    f"./bin/{name} type=file mode=0644 uid=0 gid=0 contents={source}\n"
    for name, source in (("a", "out/bin/a"), ("b", "elsewhere/b"))
)


def test_the_listed_files_that_lie_in_the_folder_are_written_and_nothing_else(
    tmp_path: Path,
) -> None:
    made = image(tmp_path, tar(a=b"a", b=b"b", c=b"c"))
    (tmp_path / "list").write_text(LIST)
    (tmp_path / "out").mkdir()
    (tmp_path / "out/old").write_text("old")
    said = extract_into(Path("out"), made, ("/bin/c",), Path("list"), tmp_path)
    assert said == "2 files"
    there = {str(each.relative_to(tmp_path / "out")) for each in (tmp_path / "out").rglob("*")}
    assert there == {"bin", "bin/a", "bin/c"}


def test_where_one_is_missing_what_was_there_stays(tmp_path: Path) -> None:
    made = image(tmp_path, tar(a=b"a"))
    (tmp_path / "out").mkdir()
    with pytest.raises(Unreadable, match="the image has no file /bin/z"):
        extract_into(Path("out"), made, ("/bin/a", "/bin/z"), None, tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["image.tar", "out"]
    assert not list((tmp_path / "out").iterdir())


def test_a_list_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="none cannot be read"):
        extract_into(Path("out"), Path("x.tar"), (), Path("none"), tmp_path)
