"""A tar for ADD: written from a list, read, and made a layer of."""

from __future__ import annotations

import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from slimgo.errors import BadInput
from slimgo.oci.archive import archive_entries, write_archive
from slimgo.oci.layer import Hashed
from slimgo.oci.mtree import Listed, mtree
from slimgo.oci.tar import write_tar
from slimgo.values.image import ArchiveEntry

FOLDER = Listed(path="/data", is_folder=True, mode=0o1777, uid=5, gid=6)
FILE = Listed(path="/data/a b", is_folder=False, mode=0o640, uid=1, gid=2, source="conf/é")


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A tar of a folder and a file."""
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf/é").write_text("content")
    (tmp_path / "list").write_text(mtree((FOLDER, FILE)))
    assert write_tar(Path("list"), Path("files.tar"), tmp_path) == "1 file, 1 folder"
    return tmp_path / "files.tar"


def layer(tar: Path, mtime: int = 0) -> bytes:
    sink = io.BytesIO()
    write_archive(Hashed(sink), tar, mtime=mtime)
    return sink.getvalue()


def odd(folder: Path, *members: tarfile.TarInfo) -> Path:
    with tarfile.open(folder / "odd.tar", "w") as tar:
        for each in members:
            tar.addfile(each)
    return folder / "odd.tar"


def test_it_holds_what_was_listed(made: Path) -> None:
    digest = hashlib.sha256(b"content").hexdigest()
    assert archive_entries(made) == (
        ArchiveEntry(
            path="/data", is_folder=True, mode=0o1777, uid=5, gid=6, size_bytes=0, sha256=""
        ),
        ArchiveEntry(
            path="/data/a b", is_folder=False, mode=0o640, uid=1, gid=2, size_bytes=7, sha256=digest
        ),
    )


def test_others_read_it_alike(made: Path) -> None:
    with tarfile.open(made) as tar:
        folder, file = tar.getmembers()
        assert (folder.name, folder.isdir(), folder.mode, folder.uid) == ("data", True, 0o1777, 5)
        assert (file.name, file.mode, file.uid, file.gid) == ("data/a b", 0o640, 1, 2)
        content = tar.extractfile(file)
        assert content
        assert content.read() == b"content"


def test_the_layer_is_the_same_bytes_with_the_time_it_is_given(made: Path) -> None:
    assert layer(made) == made.read_bytes()
    with tarfile.open(fileobj=io.BytesIO(layer(made, 77))) as tar:
        assert {each.mtime for each in tar} == {77}


def test_the_root_folder_is_left_out(tmp_path: Path) -> None:
    root = tarfile.TarInfo("./")
    root.type = tarfile.DIRTYPE
    assert [each.path for each in archive_entries(odd(tmp_path, root))] == ["/"]
    assert layer(odd(tmp_path, root)) == bytes(1024)


def link(name: str, kind: bytes) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, "x"
    return made


@pytest.mark.parametrize(
    ("member", "why"),
    [
        (link("a", tarfile.LNKTYPE), "a is neither file nor folder nor symbolic link"),
        (link("a", tarfile.CHRTYPE), "a is neither file nor folder nor symbolic link"),
        (tarfile.TarInfo("../a"), "'../a' leads out of the image"),
        (tarfile.TarInfo("d/.wh.a"), "/d/.wh.a would remove a file: layers take its name so"),
    ],
    ids=("link", "device", "above", "whiteout"),
)
def test_what_is_no_file_of_an_image_is_refused(
    tmp_path: Path, member: tarfile.TarInfo, why: str
) -> None:
    for read in (archive_entries, layer):
        with pytest.raises(BadInput) as caught:
            read(odd(tmp_path, member))
        assert caught.value.what == "ADD odd.tar: it cannot be unpacked"
        assert caught.value.why == why


def test_a_tar_that_is_cut_off_is_refused(made: Path) -> None:
    made.write_bytes(made.read_bytes()[:700])
    with pytest.raises(BadInput, match="it cannot be unpacked"):
        archive_entries(made)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (mtree((FILE,)).replace("conf", "none"), "none/\\303\\251 cannot be read"),
        (mtree((FILE,)).replace("conf/\\303\\251", "conf"), "conf cannot be read"),
        ("#mtree\nx\n", "line 2 of the list"),
    ],
)
def test_what_cannot_be_packed_leaves_nothing(
    made: Path, tmp_path: Path, text: str, what: str
) -> None:
    before = made.read_bytes()
    (tmp_path / "list").write_text(text)
    with pytest.raises(BadInput) as caught:
        write_tar(Path("list"), Path("files.tar"), tmp_path)
    assert caught.value.what.startswith(what.replace("\\303\\251", "é"))
    assert made.read_bytes() == before
    assert {each.name for each in tmp_path.iterdir()} == {"conf", "list", "files.tar"}


def test_a_list_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="list cannot be read"):
        write_tar(Path("list"), Path("files.tar"), tmp_path)
