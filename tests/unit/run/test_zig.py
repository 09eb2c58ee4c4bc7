"""zig is the one on PATH, else the Python package's; where there is none the cure is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.errors import ToolMissing
from slimgo.run import zig
from slimgo.run.process import Surroundings


def test_the_one_on_path_is_taken(tmp_path: Path) -> None:
    own = tmp_path / "zig"
    own.write_text("#!/bin/sh\necho 9.9\n")
    own.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    found = zig.find(Surroundings(directory=tmp_path, environment=environment))
    assert (found.name, found.version, found.path) == ("zig", "9.9", own)


def test_without_one_the_cure_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(ToolMissing) as caught:
        zig.find(Surroundings(directory=tmp_path, environment={"PATH": str(tmp_path)}))
    assert caught.value.cure.startswith("pip install ziglang")
