"""`slimgo check`: what a program or an image that exists is, and whether it starts."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.doors.module import Module

Make = Callable[[str], Module]

OPENS = """package main

import (
	"fmt"
	"os"
)

func main() {
	_, err := os.Open("/etc/ssl/certs/ca-certificates.crt")
	fmt.Println(err)
}
"""


@pytest.fixture
def server(module: Make) -> Module:
    made = module("server")
    done = made.slimgo("build", "./cmd/server", "--port", "8080")
    assert done.status == 0, done.err
    return made


def test_a_program_is_read_started_and_watched(server: Module) -> None:
    done = server.slimgo("check", "build/server/server", "--ask", "/healthz=ok")
    assert done.status == 0, done.err
    assert "is a program, for linux/" in done.out
    assert "static: no PT_INTERP, no DT_NEEDED ✓" in done.out
    assert "packed by gopack" in done.out
    assert "-trimpath=true" in done.out
    assert "runs: GET /healthz 200 ✓" in done.out
    assert "as 65532:65532" in done.out
    assert "listens tcp [::]:8080" in done.out


@pytest.mark.parametrize("name", ["build/server.tar", "server"])
def test_an_image_by_its_tar_or_its_name(server: Module, name: str) -> None:
    done = server.slimgo("check", name)
    assert done.status == 0, done.err
    assert f"{name} is an image that starts /server" in done.out
    assert "user 65532:65532 may run it" in done.out
    assert "GET / 200 ✓" in done.out


def test_what_it_looks_for_and_does_not_find_is_named(module: Make) -> None:
    tool = module("tool")
    tool.write("cmd/opens/main.go", OPENS)
    assert tool.slimgo("build", "./cmd/opens", "--pack", "none").status == 0
    done = tool.slimgo("check", "build/opens/opens")
    assert done.status == 0, done.err
    assert "opens  /etc/ssl/certs/ca-certificates.crt (not there)" in done.out


def test_a_program_that_answers_wrong_is_red(server: Module) -> None:
    done = server.slimgo("check", "build/server.tar", "--ask", "/healthz=never")
    assert done.status == 1
    assert "✗" in done.out
    assert "build/server.tar: runs ✗" in done.err


def test_a_dynamic_program_is_red_and_not_started(module: Make) -> None:
    tool = module("tool")
    found = shutil.which("ls")
    assert found, "no ls on PATH"
    done = tool.slimgo("check", str(Path(found).resolve()))
    assert done.status == 1
    assert "static: dynamic" in done.out
    assert "not seen: it was not started" in done.out


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("go.mod", "is neither a Linux program (ELF) nor an image's tar"),
        ("cmd", "cmd is a folder"),
        ("nothing", "there is no file and no image nothing"),
    ],
)
def test_what_is_neither_is_one_clear_line(module: Make, name: str, said: str) -> None:
    done = module("tool").slimgo("check", name)
    assert (done.status, done.out) == (1, "")
    assert said in done.err
    assert "Traceback" not in done.err
