"""The slimgo command, typed where an engine's client is found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from slimgo.run.process import Surroundings
from tests.integration.doors.module import Done


def slimgo(folder: Path, where: Surroundings, *words: str) -> Done:
    """folder: where it is typed."""
    done = subprocess.run(
        [sys.executable, "-m", "slimgo", *words],
        cwd=folder,
        env=dict(where.environment),
        capture_output=True,
        text=True,
        check=False,
    )
    return Done(status=done.returncode, out=done.stdout, err=done.stderr)
