"""tasks.py, as Invoke imports it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parents[2]


@pytest.mark.parametrize("kept", [True, False])
def test_bytecode_is_kept_unless_python_was_told_otherwise(tmp_path: Path, *, kept: bool) -> None:
    project = tmp_path / "project"
    for room in ("slimgo", "article"):
        shutil.copytree(HERE / room, project / room, ignore=shutil.ignore_patterns("*.pyc"))
    shutil.copy(HERE / "tasks.py", project)
    environment = os.environ | {"PYTHONPYCACHEPREFIX": str(tmp_path / "bytecode")}
    environment |= {"PYTHONDONTWRITEBYTECODE": "" if kept else "1"}
    listed = [sys.executable, "-m", "invoke", "-l"]
    subprocess.run(listed, cwd=project, env=environment, capture_output=True, check=True)
    written = {path.name.split(".")[0] for path in (tmp_path / "bytecode").rglob("slimgo/*/*.pyc")}
    assert ({"door", "invoked"} <= written) is kept
    assert kept or not written
