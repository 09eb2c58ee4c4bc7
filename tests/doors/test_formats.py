"""What standard output gets where another format than the image's name is asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from junitparser import JUnitXml

from tests.integration.doors.module import Module

Make = Callable[[str], Module]

RIGHT = ("build", "--run", "--version", "--pack", "none")
WRONG = (*RIGHT, "--says", "^never")


def test_github_gets_notices_and_a_summary(module: Make, tmp_path: Path) -> None:
    page = tmp_path / "summary"
    done = module("tool").slimgo(*RIGHT, "--format", "github", GITHUB_STEP_SUMMARY=str(page))
    assert done.status == 0, done.err
    assert done.out.splitlines()[-1].startswith("::notice title=tool::")
    assert done.out.endswith("→ build/tool.tar\n")
    assert page.read_text().splitlines()[2].startswith("| tool | ✓ | ")


def test_github_gets_what_failed(module: Make, tmp_path: Path) -> None:
    page = tmp_path / "summary"
    done = module("tool").slimgo(*WRONG, "--format", "github", GITHUB_STEP_SUMMARY=str(page))
    assert done.status == 1
    assert "::error title=slimgo%3A runs::" in done.out
    assert page.read_text().splitlines()[2].startswith("| slimgo | ✗ | ")


def test_junit_has_a_case_for_each_check(module: Make) -> None:
    done = module("tool").slimgo(*RIGHT, "--format", "junit")
    assert done.status == 0, done.err
    (suite,) = JUnitXml.fromstring(done.out.encode())
    cases = {(case.classname, case.name): case.result for case in suite}
    assert cases["tool.build", "static"] == []
    assert ("tool.run", "runs") in cases


def test_junit_has_what_failed(module: Make) -> None:
    failed = module("tool").slimgo(*WRONG, "--format", "junit")
    assert failed.status == 1
    (suite,) = JUnitXml.fromstring(failed.out.encode())
    assert suite.failures == 1
    tool = module("server")
    tool.write("cmd/server/more.go", "package main\n\nvar broken = missing\n")
    (suite,) = JUnitXml.fromstring(tool.slimgo("build", "--format", "junit").out.encode())
    assert suite.errors == 1
