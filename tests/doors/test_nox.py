"""The matrix over a program that is not the article's, by one call in a noxfile."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.integration.doors.module import Module

Make = Callable[[str], Module]

NOXFILE = """\
from slimgo.doors.sessions import verify

verify("./cmd/server", ask=("/healthz=ok",))
"""


def test_each_cell_is_a_session_of_their_own_noxfile(module: Make) -> None:
    server = module("server")
    server.write("noxfile.py", NOXFILE)
    listed = server.python("nox", "-l").out
    assert "- verify(linux-amd64/small-gopack) [verify,linux-amd64-packed] -> For linux" in listed
    assert "article" not in listed
    done = server.python(
        "nox", "-s", "verify(linux-amd64/small)", "verify(linux-amd64/small-gopack)"
    )
    assert done.status == 0, done.out + done.err
    document = json.loads((server.path / "build/verify/matrix.json").read_bytes())
    passed = [each["cell"] for each in document["cells"] if each["status"] == "pass"]
    assert passed == ["linux-amd64/small", "linux-amd64/small-gopack"]
    assert "GET /healthz 200" in done.out
    assert (server.path / "build/.gitignore").read_text() == "*\n"


def test_a_cell_that_does_not_answer_is_red(module: Make) -> None:
    server = module("server")
    server.write("noxfile.py", NOXFILE.replace("=ok", "=never"))
    done = server.python("nox", "-s", "verify(linux-amd64/small)")
    assert done.status == 1
    assert 'nox -s "verify(linux-amd64/small)"' in done.out + done.err


def test_a_program_that_needs_a_tag_and_a_value_has_both_in_each_cell(module: Make) -> None:
    tool = module("tool")
    tool.write(
        "cmd/tool/main.go",
        "//go:build special\n\npackage main\n\nvar version string\n\n"
        'func main() { println("special", version) }\n',
    )
    tool.write(
        "noxfile.py",
        "from slimgo.doors.sessions import verify\n\n"
        'verify(run="", says="^special 1.2$", tags="special", values=("main.version=1.2",))\n',
    )
    cells = ("small", "paths-small", "small-gopack")
    done = tool.python("nox", "-s", *(f"verify(linux-amd64/{each})" for each in cells))
    assert done.status == 0, done.out + done.err
    for each in cells:
        assert f"linux-amd64/{each} ✓" in done.out


def test_another_folder_named_by_a_variable_holds_the_matrix(
    module: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLIMGO_OUT", "made")
    tool = module("tool")
    tool.write("noxfile.py", 'from slimgo.doors.sessions import verify\n\nverify(run="")\n')
    done = tool.python("nox", "-s", "verify(linux-amd64/small)")
    assert done.status == 0, done.out + done.err
    assert (tool.path / "made/verify/matrix.json").exists()
    assert not (tool.path / "build").exists()


def test_c_is_not_linked_into_a_cell_and_that_is_said(module: Make) -> None:
    server = module("server")
    server.write("slimgo.toml", '[program.server]\npackage = "./cmd/server"\ncgo = "zig"\n')
    server.write("noxfile.py", NOXFILE)
    done = server.python("nox", "-s", "verify(linux-amd64/small)")
    assert done.status == 1
    assert "the matrix links no C into a program, and cgo is zig" in done.out + done.err
