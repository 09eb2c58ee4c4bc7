"""What the bytes of a program are, of real ones."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.errors import Unreadable
from slimgo.facts.parts import read_parts
from slimgo.run.process import Surroundings, run
from slimgo.run.toolchain import find_go
from slimgo.values.command import Command
from slimgo.values.price import PARTS
from tests.programs.build import HERE


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A program as Go links it, and without symbols and debug information."""
    folder = tmp_path_factory.mktemp("parts")
    here = Surroundings(directory=HERE / "hello", environment=dict(os.environ))
    go = find_go("", here, folder / "cache")
    paths = folder / "plain", folder / "stripped"
    for path, flags in zip(paths, ("", "-s -w"), strict=True):
        words = ("go", "build", "-ldflags", flags, "-buildvcs=false", "-o", str(path), ".")
        run(
            Command(argv=words, env=(("CGO_ENABLED", "0"),)),
            replace(here, programs={"go": go.path}),
        )
    return paths


@pytest.fixture
def program(made: tuple[Path, Path]) -> Path:
    return made[0]


def test_parts_are_the_whole_file_and_mostly_known(program: Path) -> None:
    found = read_parts(program, packed=False)
    assert sum(count for _, count in found) == program.stat().st_size
    assert [part for part, _ in found] == [part for part in PARTS if part != "packed"]
    known = dict(found)
    assert known["rest"] < program.stat().st_size / 100
    assert min(known[part] for part in ("code", "line tables", "data")) > 100_000
    assert known["debug information"] > 100_000


def test_what_is_stripped_is_gone_and_the_rest_is_the_same(made: tuple[Path, Path]) -> None:
    before, after = (dict(read_parts(each, packed=False)) for each in made)
    assert before.keys() - after.keys() == {"symbols", "debug information"}
    for part in ("code", "line tables", "data"):
        assert after[part] == pytest.approx(before[part], rel=0.01)


def test_a_packed_one_has_no_parts(program: Path) -> None:
    assert read_parts(program, packed=True) == (("packed", program.stat().st_size),)


def test_what_is_no_program_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"\x7fELF" + b"\xff" * 60)
    with pytest.raises(Unreadable, match="x cannot be read as ELF"):
        read_parts(path, packed=False)
