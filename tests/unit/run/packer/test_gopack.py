"""Which gopack it is: everything that changes what it makes changes its identity."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from slimgo.errors import ToolMissing
from slimgo.run.packer import gopack


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package that stands where gopack would."""
    for name in ("pack.py", "stub/x86_64.bin", "stub/stub.c", "__pycache__/pack.pyc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(gopack, "_FOLDER", tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ["pack.py", "stub/x86_64.bin", "new.py"])
def test_another_source_or_stub_is_another_gopack(folder: Path, name: str) -> None:
    before = gopack.find().identity
    assert gopack.find().identity == before
    (folder / name).write_text("changed")
    assert gopack.find().identity != before


@pytest.mark.parametrize("name", ["stub/stub.c", "__pycache__/pack.pyc"])
def test_what_it_does_not_read_changes_nothing(folder: Path, name: str) -> None:
    before = gopack.find().identity
    (folder / name).write_text("changed")
    assert gopack.find().identity == before


def test_another_version_of_a_library_is_another_gopack(monkeypatch: pytest.MonkeyPatch) -> None:
    before = gopack.find().identity
    monkeypatch.setattr(gopack, "version", lambda _: "0.0")
    assert gopack.find().identity != before


def test_a_library_that_is_missing_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(gopack, "version", absent)
    with pytest.raises(ToolMissing, match="numpy, which is not here"):
        gopack.find()


def test_the_real_one_is_made_of_its_package() -> None:
    assert "__main__.py" in dict(gopack.sources())
