"""The house's import rules bite: a forbidden import is seen."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parents[2]
LINT = "from importlinter.cli import lint_imports_command as lint; lint()"


def test_a_plan_that_would_run_something_is_refused(tmp_path: Path) -> None:
    shutil.copytree(HERE / "slimgo", tmp_path / "slimgo")
    shutil.copy(HERE / "pyproject.toml", tmp_path)
    with (tmp_path / "slimgo/oci/tag.py").open("a") as file:
        file.write("\nfrom slimgo.run.process import run\n")
    done = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache", "--no-logo"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "slimgo.oci.tag -> slimgo.run.process" in done.stdout
