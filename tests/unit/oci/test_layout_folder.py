"""An image layout that is a folder."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from slimgo.errors import Unreadable
from slimgo.oci.layout_folder import is_layout, tar_of_layout
from slimgo.oci.read import read_image
from tests.unit.oci.exported import LAYER, oci, tar_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "layout"
    for name, raw in oci(gzip.compress(LAYER), diff_of=(LAYER,)).items():
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_bytes(raw)
    (made / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    return made


def test_it_is_read_as_the_same_image(folder: Path, tmp_path: Path) -> None:
    exported = tmp_path / "exported.tar"
    exported.write_bytes(tar_of(oci(gzip.compress(LAYER), diff_of=(LAYER,))))
    tar_of_layout(folder, tmp_path / "made.tar")
    assert read_image(tmp_path / "made.tar") == read_image(exported)


def test_a_folder_is_one_where_it_says_so(folder: Path, tmp_path: Path) -> None:
    assert is_layout(folder)
    assert not is_layout(tmp_path)
    (folder / "oci-layout").unlink()
    assert not is_layout(folder)


def test_a_link_in_it_leads_nowhere(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (folder / "blobs/sha256" / ("0" * 64)).symlink_to(tmp_path / "secret")
    tar_of_layout(folder, tmp_path / "made.tar")
    assert b"secret" not in (tmp_path / "made.tar").read_bytes()


def test_what_cannot_be_written_is_told(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "made.tar").touch()
    with pytest.raises(Unreadable, match="cannot be read as an image"):
        tar_of_layout(folder, tmp_path / "made.tar")
