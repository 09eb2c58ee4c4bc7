"""A program that others built: everything from packing on."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.doors.module import Done, Module

Make = Callable[[str], Module]
ASK = ("--port", "8080", "--ask", "/healthz=ok")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a service: as Go built it, and as UPX and gopack packed it."""
    folder = tmp_path_factory.mktemp("built")
    source = Path(__file__).parents[1] / "programs/ship/server"
    shutil.copytree(source, folder / "server")
    module = Module(folder / "server")
    for packer in ("none", "upx", "gopack"):
        done = module.slimgo("build", *ASK, "--pack", packer, "--out", packer)
        assert done.status == 0, done.err
        shutil.copy(module.path / packer / "server/server", folder / packer)
    return folder


@pytest.fixture
def here(tmp_path: Path) -> Module:
    """A folder without a module."""
    return Module(tmp_path)


def made(here: Module, *words: str) -> Done:
    done = here.slimgo("build", *words)
    assert "Traceback" not in done.err
    return done


def test_it_is_packed_made_an_image_of_and_proven(here: Module, built: Path) -> None:
    shutil.copy(built / "none", here.path / "theirs")
    before = (here.path / "theirs").read_bytes()
    done = made(here, "--executable", "./theirs", *ASK, "--format", "json")
    assert done.status == 0, done.err
    result = json.loads(done.out)
    steps = {each["name"]: each for each in result["steps"]}
    assert steps["build"]["kind"] == "take"
    checks = {each["check"]: each["status"] for each in steps["build"]["verdicts"]}
    assert (checks["static"], checks["Go program"], checks["runs"]) == ("pass",) * 3
    assert steps["pack"]["binary"]["packed_by"] == "gopack"
    assert {each["path"] for each in steps["image"]["image"]["files"]} == {"/theirs"}
    again = made(here, "--executable", "./theirs", *ASK)
    built_lines = [line for line in again.lines if line.split()[0] in {"Took", "Packed", "Image"}]
    assert len(built_lines) == 3
    assert all("up to date" in line for line in built_lines)
    assert (here.path / "theirs").read_bytes() == before


@pytest.mark.parametrize("packer", ["upx", "gopack"])
def test_one_that_is_packed_is_unpacked_first_and_that_is_said(
    here: Module, built: Path, packer: str
) -> None:
    shutil.copy(built / packer, here.path / "theirs")
    done = made(here, "--executable", "theirs", "--name", "ours", *ASK)
    assert (done.status, done.out) == (0, "build/ours.tar\n"), done.err
    assert f"! theirs is packed by {packer}: it is unpacked first" in done.err
    assert (here.path / "build/ours.unpacked").read_bytes() == (built / "none").read_bytes()


def test_a_settings_file_names_it_and_the_script_makes_the_same(here: Module, built: Path) -> None:
    (here.path / "dist").mkdir()
    shutil.copy(built / "none", here.path / "dist/server-linux")
    here.write(
        "slimgo.toml",
        '[program.api]\nexecutable = "dist/server-linux"\nport = 8080\nask = "/healthz=ok"\n',
    )
    done = made(here, "--all")
    assert (done.status, done.out) == (0, "build/api.tar\n"), done.err
    script = made(here, "--dry").out
    assert "install -m 0755 dist/server-linux build/api.unpacked" in script
    assert here.slimgo("merge").status == 0


@pytest.mark.parametrize(
    ("name", "words", "said"),
    [
        ("nothing", (), "nothing cannot be read: No such file or directory"),
        ("text", (), "text is no Linux program (ELF)"),
        ("folder", (), "folder cannot be read: Is a directory"),
        ("dynamic", (), "build: static ✗: dynamic: wants /lib"),
        ("theirs", ("--tags", "x"), "tags says how a program is built, and theirs exists"),
        ("theirs", ("./cmd/x",), "--executable is in place of a package"),
        ("cut", (), "✗"),
    ],
)
def test_what_cannot_be_is_one_line_and_nothing_is_made(
    here: Module, built: Path, name: str, words: tuple[str, ...], said: str
) -> None:
    (here.path / "text").write_text("text")
    (here.path / "folder").mkdir()
    shutil.copy(built / "none", here.path / "theirs")
    shutil.copy(os.path.realpath("/bin/true"), here.path / "dynamic")
    (here.path / "cut").write_bytes((built / "none").read_bytes()[:5000])
    done = made(here, "--executable", name, *words)
    assert (done.status, done.out) == (1, "")
    assert said in done.err
    assert not list(here.path.glob("build/*.tar"))
