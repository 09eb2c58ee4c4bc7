"""Tools that people and packages call on any program: afterwards a packed one still runs, keeps its
build information and unpacks; or the tool refused, and the file is as it was."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from slimgo.gopack.unpack import unpack
from tests.integration.gopack.programs import build_source, compile_c, gopack, pack
from tests.integration.gopack.tools import EACH_STRIP, TOOLS, needs
from tests.waiting import PATIENCE_SECONDS

_SOURCE = """
package main

import (
	"archive/zip"
	"fmt"
	"os"
	"strings"
)

func main() {
	maps, _ := os.ReadFile("/proc/self/maps")
	fmt.Println("mappings of this file:", strings.Count(string(maps), os.Args[0]))
	if archive, err := zip.OpenReader(os.Args[0]); err == nil {
		fmt.Println("opened:", archive.File[0].Name)
	}
}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`program`, whose tail is of many pages, `zipped`, with an archive behind it, `c`, which has
    no build information; and each packed: `.gopack`, `.best`."""
    root = tmp_path_factory.mktemp("tools")
    build_source(_SOURCE, root / "program", "amd64")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a page", "of many words")
    (root / "zipped").write_bytes((root / "program").read_bytes() + archive.getvalue())
    (root / "zipped").chmod(0o755)
    said = 'call(1, 1, "mappings of this file: 1\\n", 25)'
    compile_c(f"int main(void) {{ {said}; return 0; }}", root / "c")
    for name in ("program", "zipped", "c"):
        pack(root / name, root / f"{name}.gopack")
    pack(root / "program", root / "program.best", "--best")
    return root


def called(script: str, file: Path) -> int:
    """The status of a shell that ran it, in a folder of its own."""
    room = file.with_name("room")
    room.mkdir()
    return subprocess.run(
        ("bash", "-e", "-c", script),
        cwd=room,
        env=os.environ | {"FILE": str(file), "HOME": str(room), "LC_ALL": "C"},
        timeout=PATIENCE_SECONDS,
        check=False,
    ).returncode


def words_of(program: Path) -> str:
    done = subprocess.run((program,), capture_output=True, text=True, check=True)
    return done.stdout


def build_info(program: Path) -> str:
    go = Path(sys.executable).parent / "go"
    done = subprocess.run(
        (go, "version", "-m", program), capture_output=True, text=True, check=True
    )
    return done.stdout.partition(":")[2]


@pytest.mark.parametrize(
    ("tool", "packed"),
    [*((tool, "program.gopack") for tool in TOOLS), (EACH_STRIP, "program.best")],
)
def test_it_stays_whole_or_the_tool_refuses(folder, tmp_path, tool, packed) -> None:
    script, *tools = TOOLS[tool]
    needs(*(tools or [script.split()[0]]))
    file = Path(shutil.copy(folder / packed, tmp_path / "it"))
    before = file.read_bytes()
    if called(script, file):
        assert "patchelf" in tool, "a build that calls it would fail"
        assert file.read_bytes() == before
    assert words_of(file) == "mappings of this file: 1\n"
    assert build_info(file) == build_info(folder / "program")
    assert unpack(file.read_bytes()) == (folder / "program").read_bytes()


@pytest.mark.parametrize("tool", ["strip", "eu-strip", "llvm-strip"])
def test_a_program_without_build_information_stays_whole_too(folder, tmp_path, tool) -> None:
    needs(tool)
    file = Path(shutil.copy(folder / "c.gopack", tmp_path / "it"))
    assert called(f'{tool} "$FILE"', file) == 0
    assert words_of(file) == "mappings of this file: 1\n"
    assert unpack(file.read_bytes()) == (folder / "c").read_bytes()


def test_a_program_finds_the_zip_behind_itself(folder, tmp_path) -> None:
    assert words_of(folder / "zipped").endswith("opened: a page\n")
    assert words_of(folder / "zipped.gopack") == "mappings of this file: 1\nopened: a page\n"
    done = gopack("pack", "-o", tmp_path / "packed", folder / "zipped")
    assert "bytes behind the program (a zip archive) stand behind the packed file" in done.stdout
    done = gopack("pack", "--overlay", "refuse", "-o", tmp_path / "none", folder / "zipped")
    assert done.returncode == 1
    assert "--overlay keep" in done.stderr
    assert not (tmp_path / "none").exists()


def test_what_strip_takes_away_behind_a_program_is_missed_in_plain_words(folder, tmp_path) -> None:
    """Behind an unpacked program it does the same."""
    needs("strip")
    file = Path(shutil.copy(folder / "zipped.gopack", tmp_path / "it"))
    assert called('strip "$FILE"', file) == 0
    assert words_of(file) == "mappings of this file: 1\n"
    done = gopack("test", file)
    assert done.returncode == 1
    assert "bytes that stood behind the program when it was packed, 0 are here" in done.stderr


@pytest.mark.parametrize("name", ["program", "zipped"])
def test_what_is_appended_after_packing_is_said_and_comes_back(folder, tmp_path, name) -> None:
    file = tmp_path / "signed"
    file.write_bytes((folder / f"{name}.gopack").read_bytes() + b"a signature")
    file.chmod(0o755)
    assert words_of(file).startswith("mappings of this file: 1\n")
    done = gopack("test", file)
    assert done.returncode == 0
    assert done.stdout.endswith("; 11 bytes were appended after packing\n")
    done = gopack("unpack", "-o", tmp_path / "back", file)
    assert "the 11 bytes that were appended after packing" in done.stdout
    assert (tmp_path / "back").read_bytes() == (folder / name).read_bytes() + b"a signature"


def test_symbols_and_debug_information_are_said_with_their_price(folder, tmp_path) -> None:
    done = gopack("pack", "-o", tmp_path / "packed", folder / "program")
    assert done.returncode == 0
    assert done.stdout.count("\n") == 2
    words = done.stdout.splitlines()[0]
    assert words.startswith("symbols and debug information take ")
    assert words.endswith('-ldflags="-s -w" leaves them out')
