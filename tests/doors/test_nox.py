"""The matrix over a program that is not the article's, by one call in a noxfile."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

from tests.integration.doors.module import Module

Make = Callable[[str], Module]

NOXFILE = """\
from slimgo.doors.sessions import verify

verify("./cmd/server", ask=("/healthz=ok",))
"""


def nox(module: Module, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nox", *words],
        cwd=module.path,
        capture_output=True,
        text=True,
        check=False,
    )


def test_each_cell_is_a_session_of_their_own_noxfile(module: Make) -> None:
    server = module("server")
    server.write("noxfile.py", NOXFILE)
    listed = nox(server, "-l").stdout
    assert "- verify(linux-amd64/small-gopack) [verify,linux-amd64-packed] -> For linux" in listed
    assert "article" not in listed
    done = nox(server, "-s", "verify(linux-amd64/small)", "verify(linux-amd64/small-gopack)")
    assert done.returncode == 0, done.stdout + done.stderr
    document = json.loads((server.path / "build/verify/matrix.json").read_bytes())
    passed = [each["cell"] for each in document["cells"] if each["status"] == "pass"]
    assert passed == ["linux-amd64/small", "linux-amd64/small-gopack"]
    assert "GET /healthz 200" in done.stdout
    assert (server.path / "build/.gitignore").read_text() == "*\n"


def test_a_cell_that_does_not_answer_is_red(module: Make) -> None:
    server = module("server")
    server.write("noxfile.py", NOXFILE.replace("=ok", "=never"))
    done = nox(server, "-s", "verify(linux-amd64/small)")
    assert done.returncode == 1
    assert 'nox -s "verify(linux-amd64/small)"' in done.stdout + done.stderr
