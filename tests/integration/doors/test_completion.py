"""A shell completes commands and options of slimgo."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("typed", "offered"), [("bui", "build"), ("build --fetch", "--fetch-go"), ("unp", "unpack")]
)
def test_bash_completes_what_was_begun(typed: str, offered: str, tmp_path: Path) -> None:
    bash = shutil.which("bash")
    assert bash, "no bash on PATH: apt-get install bash"
    slimgo = tmp_path / "slimgo"
    slimgo.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m slimgo "$@"\n')
    slimgo.chmod(0o755)
    words = ["slimgo", *typed.split()]
    script = (
        f'eval "$(_SLIMGO_COMPLETE=bash_source {slimgo})"\n'
        f"COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}\n"
        f"_slimgo_completion {slimgo}\n"
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run(
        [bash, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert offered in done.stdout.splitlines(), done.stderr
