"""Modules as people have them: vendored, replaced, nested, tagged, offline."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from slimgo.run.process import Surroundings
from slimgo.run.toolchain import find_go
from tests.integration.doors.module import Module

Make = Callable[[str], Module]

RUN = ("--run", "", "--pack", "none")
GO_MOD = "module example.com/mine\n\ngo 1.21\n"
LIB = 'package lib\n\nvar Word = "WORD"\n'
MAIN = 'package main\n\nimport "PATH"\n\nfunc main() { println(lib.Word) }\n'


@pytest.fixture
def empty(tmp_path: Path) -> Module:
    folder = tmp_path / "mine"
    folder.mkdir()
    made = Module(path=folder)
    made.write("go.mod", GO_MOD)
    return made


def test_a_vendor_folder_is_all_that_is_needed(module: Make, tmp_path: Path) -> None:
    server = module("server")
    go = find_go("", Surroundings(directory=tmp_path, environment={}), tmp_path).path
    subprocess.run([go, "mod", "vendor"], cwd=server.path, check=True)
    words = ("build", "--port", "8080", "--pack", "none")
    done = server.slimgo(*words, GOPROXY="off", GOMODCACHE=str(tmp_path / "none"))
    assert (done.status, done.out) == (0, "build/server.tar\n"), done.err


def test_a_dependency_is_fetched_once(module: Make, tmp_path: Path) -> None:
    server, cache = module("server"), tmp_path / "modules"
    try:
        first = server.slimgo("build", "--port", "8080", "--pack", "none", GOMODCACHE=str(cache))
        assert first.status == 0, first.err
        server.write("cmd/server/more.go", "package main\n\nvar _ = 1\n")
        offline = server.slimgo(
            "build", "--port", "8080", "--pack", "none", GOMODCACHE=str(cache), GOPROXY="off"
        )
        assert offline.status == 0, offline.err
        assert "up to date" not in offline.lines[1]
    finally:
        for folder, _, _ in os.walk(cache):
            Path(folder).chmod(0o755)  # Go keeps them unwritable, and pytest removes them


def test_a_module_beside_it_takes_the_place_of_another(empty: Module, tmp_path: Path) -> None:
    beside = Module(path=tmp_path / "beside")
    beside.write("go.mod", "module example.com/lib\n\ngo 1.21\n")
    beside.write("lib.go", LIB)
    empty.write(
        "go.mod",
        f"{GO_MOD}\nrequire example.com/lib v1.0.0\n\nreplace example.com/lib => ../beside\n",
    )
    empty.write("main.go", MAIN.replace("PATH", "example.com/lib"))
    done = empty.slimgo("build", *RUN, "--says", "WORD")
    assert (done.status, done.out) == (0, "build/mine.tar\n"), done.err
    beside.write("lib.go", LIB.replace("WORD", "CHANGED"))
    changed = empty.slimgo("build", *RUN, "--says", "CHANGED")
    assert changed.status == 0, changed.err


def test_a_nested_module_is_built_from_above(empty: Module) -> None:
    empty.write("tools/gen/go.mod", "module example.com/mine/tools/gen\n\ngo 1.21\n")
    empty.write("tools/gen/main.go", 'package main\n\nfunc main() { println("gen") }\n')
    done = empty.slimgo("build", "./tools/gen", *RUN, "--says", "^gen$")
    assert (done.status, done.out) == (0, "build/gen.tar\n"), done.err
    assert not (empty.path / "tools/gen/build").exists()


def test_build_tags_choose_files(empty: Module) -> None:
    empty.write("main.go", "package main\n\nfunc main() { println(word) }\n")
    empty.write("with.go", '//go:build fancy\n\npackage main\n\nconst word = "fancy"\n')
    empty.write("without.go", '//go:build !fancy\n\npackage main\n\nconst word = "plain"\n')
    assert empty.slimgo("build", *RUN, "--says", "^plain$").status == 0
    done = empty.slimgo("build", *RUN, "--tags", "fancy", "--says", "^fancy$")
    assert done.status == 0, done.err


def test_a_program_that_only_a_build_tag_shows_is_found(empty: Module) -> None:
    empty.write(
        "cmd/x/main.go", '//go:build fancy\n\npackage main\n\nfunc main() { println("x") }\n'
    )
    assert "no program" in empty.slimgo("build", *RUN).err
    done = empty.slimgo("build", *RUN, "--tags", "fancy", "--says", "^x$")
    assert (done.status, done.out) == (0, "build/x.tar\n"), done.err
