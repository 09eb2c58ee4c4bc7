"""UPX is taken where it is, else fetched; gopack is part of us."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from slimgo.errors import ToolMissing
from slimgo.pipeline.packers import TOOLS, find_upx
from slimgo.run.packer import upx
from slimgo.run.process import Surroundings
from slimgo.values.event import Doing, Event, Note
from slimgo.values.tool import Tool
from tests.unit.pipeline.workshop import settings_in


@dataclass
class Shelf:
    """A folder with a UPX in it, and one without."""

    folder: Path
    told: list[Event] = field(default_factory=list)

    def surroundings(self, *, with_upx: bool) -> Surroundings:
        search = str(self.folder / "bin") if with_upx else ""
        return Surroundings(directory=self.folder, environment={"PATH": search})

    def find(self, *, with_upx: bool, named: str = "") -> Tool:
        settings = settings_in(self.folder, upx=named)
        return find_upx(settings, self.surroundings(with_upx=with_upx), self.told.append)

    def version_of(self, path: Path, where: Surroundings) -> str:
        assert path.name == "upx"
        assert where.directory == self.folder
        return "4.2.4"

    def fetch(self, cache: Path, where: Surroundings, tell: object) -> upx.UpxFound:
        assert where.directory == self.folder
        assert cache == self.folder / "cache"
        assert callable(tell)
        tell("it takes a while")
        return upx.UpxFound(path=self.folder / "bin/upx", version="4.2.2", origin="fetched")


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/upx").write_bytes(b"upx")
    (tmp_path / "bin/upx").chmod(0o755)
    shelf = Shelf(tmp_path)
    monkeypatch.setattr(upx, "version_of", shelf.version_of)
    monkeypatch.setattr(upx, "fetch", shelf.fetch)
    return shelf


def test_the_upx_that_is_there_is_known_by_its_content(shelf: Shelf) -> None:
    found = shelf.find(with_upx=True)
    content = hashlib.sha256(b"upx").hexdigest()
    assert found == Tool(
        name="upx",
        version="4.2.4",
        path=shelf.folder / "bin/upx",
        origin="on PATH",
        identity=f"upx 4.2.4 {content}",
    )
    assert shelf.told == []
    assert (shelf.folder / "cache/versions.json").exists()


def test_a_upx_that_was_named_is_that_one_or_none(shelf: Shelf) -> None:
    named = str(shelf.folder / "bin/upx")
    assert shelf.find(with_upx=False, named=named).origin == "as you chose"
    with pytest.raises(ToolMissing, match="there is no program other"):
        shelf.find(with_upx=True, named="other")
    assert shelf.told == []


def test_a_upx_that_is_not_there_is_fetched(shelf: Shelf) -> None:
    found = shelf.find(with_upx=False)
    assert (found.version, found.origin) == ("4.2.2", "fetched")
    assert shelf.told == [Doing(text="fetching UPX"), Note(text="it takes a while")]


def test_who_only_looks_fetches_nothing(shelf: Shelf) -> None:
    settings = settings_in(shelf.folder)
    with pytest.raises(ToolMissing, match="UPX is not here"):
        TOOLS["upx"].look(settings, shelf.surroundings(with_upx=False))
    assert TOOLS["upx"].look(settings, shelf.surroundings(with_upx=True)).version == "4.2.4"


def test_without_a_path_no_upx_is_there(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(shelf.folder / "bin"))
    nowhere = Surroundings(directory=shelf.folder, environment={})
    with pytest.raises(ToolMissing, match="UPX is not here"):
        TOOLS["upx"].look(settings_in(shelf.folder), nowhere)


def test_gopack_is_always_here(shelf: Shelf) -> None:
    settings, nowhere = settings_in(shelf.folder), shelf.surroundings(with_upx=False)
    found = TOOLS["gopack"].find(settings, nowhere, shelf.told.append)
    assert found == TOOLS["gopack"].look(settings, nowhere)
    assert found.name == "gopack"
    assert TOOLS["gopack"].sources()
