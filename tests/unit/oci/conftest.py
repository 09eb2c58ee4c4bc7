"""Reads an exported image, or says why it is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.errors import Unreadable
from slimgo.oci.read import read_image
from slimgo.values.image import ImageFacts
from tests.unit.oci.exported import Members, Read, Why, tar_of


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reading(exported: Members | bytes) -> ImageFacts:
        path = tmp_path / "image.tar"
        path.write_bytes(exported if isinstance(exported, bytes) else tar_of(exported))
        return read_image(path)

    return reading


@pytest.fixture
def why(read: Read, tmp_path: Path) -> Why:
    def refused(exported: Members | bytes) -> str:
        with pytest.raises(Unreadable) as caught:
            read(exported)
        assert [path.name for path in tmp_path.iterdir()] == ["image.tar"], "nothing is written"
        assert "\n" not in str(caught.value)
        return caught.value.why

    return refused
