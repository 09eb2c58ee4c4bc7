"""A first settings file, and that none is overwritten."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.config.order import order
from slimgo.errors import BadInput
from slimgo.pipeline import init as room
from slimgo.pipeline.init import first_file, written_anew
from slimgo.run.process import Surroundings
from slimgo.values.main import Main
from slimgo.values.seen_source import SeenSource


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a module below it that has one program."""
    main = Main(project=tmp_path, folder="m", package="./cmd/x", name="x", path="example.com/x")

    def find_mains(
        words: tuple[str, ...], where: Path, _: Surroundings, *, tags: tuple[str, ...]
    ) -> tuple[Main, ...]:
        assert (words, where, tags) == (("./...",), tmp_path, ())
        return (main, replace(main, name="y", folder=".", package="."))

    def seen_source(_: Main, __: Surroundings, *, tags: tuple[str, ...]) -> SeenSource:
        assert tags == ()
        return SeenSource(imports=frozenset(), ports=(), cgo=())

    monkeypatch.setattr(room, "find_mains", find_mains)
    monkeypatch.setattr(room, "seen_source", seen_source)
    monkeypatch.setattr(room, "go_of", lambda _, surroundings, __: surroundings)
    return tmp_path


def asked(here: Path) -> tuple[Path, str]:
    return first_file(order({"cache": str(here)}, {}, packages=(), here=here), {})


def test_it_names_each_program_as_seen_from_its_folder(here: Path) -> None:
    path, text = asked(here)
    assert path == here / "slimgo.toml"
    assert not path.exists()
    assert '[program.x]\npackage = "./m/cmd/x"\n' in text
    assert '[program.y]\npackage = "."\n' in text


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("slimgo.toml", "", "slimgo.toml is there already"),
        ("pyproject.toml", "[tool.slimgo]", "pyproject.toml [tool.slimgo] is there already"),
    ],
)
def test_where_there_is_one_none_is_written(here: Path, name: str, text: str, what: str) -> None:
    (here / name).write_text(text)
    with pytest.raises(BadInput) as caught:
        asked(here)
    assert caught.value.what == what
    assert caught.value.cure == "slimgo config"


def test_one_above_is_no_hindrance(here: Path) -> None:
    below = here / "below"
    below.mkdir()
    (below / "slimgo.toml").write_text("")
    assert asked(here)[0] == here / "slimgo.toml"


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "slimgo.toml"
    written_anew(file, "first")
    with pytest.raises(BadInput, match=r"slimgo\.toml is there already"):
        written_anew(file, "second")
    assert file.read_text() == "first"
    with pytest.raises(BadInput, match="cannot be written"):
        written_anew(tmp_path / "none/slimgo.toml", "x")
