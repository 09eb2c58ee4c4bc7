"""Another folder than build/ for all that is made."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.integration.doors.module import Module

Make = Callable[[str], Module]

LESS = () if os.geteuid() else ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
"""Takes from root what lets it write everywhere."""

TOOL = ("build", "--run", "--version", "--pack", "none")


def test_nothing_is_written_into_the_tree(module: Make, tmp_path: Path) -> None:
    tool = module("tool")
    before = tool.files()
    out = tmp_path / "elsewhere/made"
    out.parent.mkdir()
    done = tool.slimgo(*TOOL, "--out", str(out))
    assert (done.status, done.out) == (0, "../elsewhere/made/tool.tar\n"), done.err
    assert tool.files() == before
    assert not (tool.path / "build").exists()
    assert (out / ".gitignore").read_text() == "*\n"
    assert "up to date" in tool.slimgo(*TOOL, "--out", str(out)).lines[1]


def test_the_script_of_it_runs_from_anywhere(module: Make, tmp_path: Path) -> None:
    tool = module("tool")
    script = tool.slimgo(*TOOL, "--out", str(tmp_path / "made"), "--dry")
    assert script.status == 0, script.err
    subprocess.run(["sh", "-eu"], input=script.out, text=True, cwd="/", check=True)
    assert (tmp_path / "made/tool.tar").is_file()


def test_a_tree_that_cannot_be_written(module: Make) -> None:
    tool = module("tool")
    tool.path.chmod(0o555)
    try:
        refused = tool.slimgo(*TOOL, through=LESS)
        assert refused.status == 1
        assert "cannot be written" in refused.err
        assert "--out" in refused.err  # the way out
    finally:
        tool.path.chmod(0o755)


def test_a_file_is_no_folder(module: Make) -> None:
    tool = module("tool")
    done = tool.slimgo(*TOOL, "--out", "go.mod")
    assert (done.status, done.out) == (1, "")
    assert "--out go.mod is no folder" in done.err
