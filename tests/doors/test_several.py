"""Several programs by one command."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.integration.doors.module import Module

Make = Callable[[str], Module]

MAIN = """package main

import "fmt"

func main() { fmt.Println("NAME") }
"""


def with_mains(module: Module, *folders: str) -> Module:
    for folder in folders:
        module.write(f"{folder}/main.go", MAIN.replace("NAME", folder))
    return module


def test_a_pattern_names_all_its_programs(module: Make) -> None:
    tool = with_mains(module("tool"), "cmd/one", "cmd/two")
    done = tool.slimgo("build", "./cmd/one", "./cmd/two", "--pack", "none", "--verbose")
    assert done.status == 0, done.err
    assert done.out == "build/one.tar\nbuild/two.tar\n"
    assert done.err.count("/together-1/ ./cmd/one ./cmd/two") == 1  # both by one command
    again = tool.slimgo("build", "./cmd/...", "--pack", "none")
    assert again.out == "build/one.tar\nbuild/tool.tar\nbuild/two.tar\n"
    built = [line for line in again.lines if line.split()[0] == "Built"]
    assert ["up to date" in line for line in built] == [True, False, True]


def test_two_of_one_name_are_told_apart(module: Make) -> None:
    tool = with_mains(module("tool"), "a/server", "b/server")
    done = tool.slimgo("build", "./a/server", "./b/server", "--pack", "none", "--verbose")
    assert done.status == 0, done.err
    assert done.out == "build/a-server.tar\nbuild/b-server.tar\n"
    assert "together" not in done.err  # one would have overwritten the other


def test_one_that_does_not_compile_is_named(module: Make) -> None:
    tool = with_mains(module("tool"), "cmd/one", "cmd/two")
    tool.write("cmd/two/more.go", "package main\n\nvar broken = missing\n")
    done = tool.slimgo("build", "./cmd/one", "./cmd/two", "--pack", "none")
    assert (done.status, done.out) == (1, "build/one.tar\n")
    assert "cmd/two/more.go:3:14: undefined: missing" in done.err


def test_what_is_for_one_program_is_refused_for_several(module: Make) -> None:
    tool = with_mains(module("tool"), "cmd/one")
    done = tool.slimgo("build", "./cmd/one", "./cmd/tool", "--tag", "x")
    assert (done.status, done.out) == (1, "")
    assert "--tag is for one program, and 2 were named" in done.err


def test_a_workspace_is_built_from_its_root(module: Make) -> None:
    done = module("workspace").slimgo("build", "./...", "--pack", "none", "--format", "json")
    assert done.status == 0, done.err
    assert json.loads(done.out)["steps"][0]["name"] == "build"
