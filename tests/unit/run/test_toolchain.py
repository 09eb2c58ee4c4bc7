"""A tool's version is asked once for each file, and a changed file is another one."""

from __future__ import annotations

import os
from pathlib import Path

from slimgo.run.toolchain import go_on_path, known_version


def test_the_version_cache_has_the_files_stamp(tmp_path: Path) -> None:
    tool, asked = tmp_path / "go", []

    def version() -> str:
        asked.append(tool.read_text())
        return tool.read_text()

    tool.write_text("1.25.0")
    assert known_version(tool, tmp_path / "cache", version) == "1.25.0"
    assert known_version(tool, tmp_path / "cache", version) == "1.25.0"
    assert asked == ["1.25.0"]
    tool.write_text("1.27.30")
    assert known_version(tool, tmp_path / "cache", version) == "1.27.30"
    os.utime(tool, ns=(0, 0))
    known_version(tool, tmp_path / "cache", version)
    assert len(asked) == 3


def test_a_spoiled_cache_is_asked_past(tmp_path: Path) -> None:
    tool = tmp_path / "go"
    tool.write_text("x")
    for spoiled in ("", "[]", "{", '{"a": 1}'):
        (tmp_path / "versions.json").write_text(spoiled)
        assert known_version(tool, tmp_path, lambda: "1.2") == "1.2"


def test_the_go_beside_our_python_is_not_the_users(tmp_path: Path) -> None:
    import sys

    own = Path(sys.executable).parent
    go = tmp_path / "go"
    go.write_text("#!/bin/sh\n")
    go.chmod(0o755)
    assert go_on_path(f"{own}:{tmp_path}") == str(go)
    assert go_on_path(str(own)) == ""
