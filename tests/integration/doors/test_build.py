"""`slimgo build` of programs that are not the article's: nothing is written for it first."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from slimgo.oci.read import read_image
from tests.integration.doors.module import Module

Make = Callable[[str], Module]

SERVER = ("build", "./cmd/server", "--port", "8080", "--ask", "/healthz=ok")
TOOL = ("build", "./cmd/tool", "--run", "--version", "--says", "^tool v1[.]2$")


def test_a_server_of_two_packages_with_a_dependency(module: Make) -> None:
    server = module("server")
    before = server.files()
    done = server.slimgo(*SERVER)
    assert (done.status, done.out) == (0, "build/server.tar\n"), done.err
    assert server.files() == before  # nothing is written into the tree but build/
    assert (server.path / "build/.gitignore").read_text() == "*\n"
    verbs = [line.split()[0] for line in done.lines]
    assert verbs == ["Using", "Built", "Packed", "Image", "Proved", "Next"]
    assert all(len(line) <= 80 for line in done.lines)
    assert "GET /healthz 200" in done.lines[4]
    image = read_image(server.path / "build/server.tar")
    assert image.config.user == "65532:65532"
    assert image.config.entrypoint == ("/server",)
    assert image.config.exposed_ports == ("8080/tcp",)
    assert [file.path for file in image.files if file.kind == "file"] == ["/server"]


def test_with_nothing_changed_nothing_is_done(module: Make) -> None:
    server = module("server")
    server.slimgo(*SERVER)
    result = json.loads((server.path / "build/server.json").read_bytes())
    again = server.slimgo(*SERVER)
    assert (again.status, again.out) == (0, "build/server.tar\n")
    assert [line for line in again.lines[1:5] if "up to date" not in line] == []
    server.write("cmd/server/more.go", "package main\n\nvar _ = 1\n")
    assert "up to date" not in server.slimgo(*SERVER).lines[1]
    assert result["steps"][0]["kind"] == "build"


def test_a_command_says_what_it_must(module: Make) -> None:
    tool = module("tool")
    done = tool.slimgo(*TOOL, "-X", "main.version=1.2", at=".")
    assert (done.status, done.out) == (0, "build/tool.tar\n"), done.err
    assert "--version: status 0" in done.err
    wrong = tool.slimgo(*TOOL, "-X", "main.version=3")
    assert wrong.status == 1
    assert "it said 'tool v3'" in wrong.err
    # what failed keeps nothing under the image's name of another version
    assert "wanted ^tool v1[.]2$" in wrong.err


def test_what_nothing_was_said_of_is_found_out(module: Make) -> None:
    server = module("server").slimgo("build")
    assert server.status == 0, server.err
    assert "GET / 200" in server.err
    assert "-p 8080:8080" in server.err
    tool = module("tool").slimgo("build")
    assert tool.status == 0, tool.err
    assert "--help: status 0" in tool.err
    worker = module("worker").slimgo("build")
    assert worker.status == 0, worker.err
    assert "nothing was asked of worker" in worker.err
    assert "not run: starts everywhere" in worker.err


def test_what_was_found_out_is_remembered(module: Make) -> None:
    worker = module("worker")
    worker.slimgo("build")
    (record,) = (worker.path / "build/.slimgo/worker").glob("*/discovered.*.json")
    before = record.stat().st_mtime_ns
    again = worker.slimgo("build")
    assert again.status == 0, again.err
    assert record.stat().st_mtime_ns == before


def test_a_worker_is_told_to_end(module: Make) -> None:
    done = module("worker").slimgo("build", "./cmd/worker")
    assert done.status == 0, done.err
    assert re.search(r"Proved it still ran after 2 s.* SIGTERM: status 0", done.err)


def test_a_workspace_and_what_is_embedded(module: Make) -> None:
    workspace = module("workspace")
    done = workspace.slimgo("build", "./api/cmd/api", "--ask", "/static/page.txt=embedded")
    assert (done.status, done.out) == (0, "build/api.tar\n"), done.err
    assert "-p 9090:9090" in done.err
    workspace.write("api/cmd/api/static/page.txt", "changed")
    changed = workspace.slimgo("build", "./api/cmd/api", "--ask", "/static/page.txt=embedded")
    assert changed.status == 1
    assert "200 'changed', wanted 2xx \"embedded\"" in changed.err


def test_it_is_typed_anywhere_in_the_module(module: Make) -> None:
    tool = module("tool")
    done = tool.slimgo("build", ".", "--run", "", at="cmd/tool")
    assert (done.status, done.out) == (0, "../../build/tool.tar\n"), done.err


@pytest.mark.parametrize("packer", ["upx", "none"])
def test_another_packer_or_none(module: Make, packer: str) -> None:
    tool = module("tool")
    done = tool.slimgo(*TOOL, "-X", "main.version=1.2", "--pack", packer)
    assert done.status == 0, done.err
    assert ("Packed upx" in done.err) == (packer == "upx")


def test_the_script_makes_the_same_image(module: Make, tmp_path: Path) -> None:
    import subprocess

    tool = module("tool")
    script = tool.slimgo(*TOOL, "-X", "main.version=1.2", "--dry")
    assert script.status == 0, script.err
    assert not (tool.path / "build").exists()
    subprocess.run(["sh", "-eu"], input=script.out, text=True, cwd=tool.path, check=True)
    by_hand = read_image(tool.path / "build/tool.tar").config_digest
    (tool.path / "build").rename(tmp_path / "by-hand")
    tool.slimgo(*TOOL, "-X", "main.version=1.2")
    assert read_image(tool.path / "build/tool.tar").config_digest == by_hand


def test_json_on_standard_output(module: Make) -> None:
    done = module("tool").slimgo(*TOOL, "-X", "main.version=1.2", "--format", "json")
    assert [step["name"] for step in json.loads(done.out)["steps"]] == [
        "build",
        "pack",
        "image",
        "run",
    ]
