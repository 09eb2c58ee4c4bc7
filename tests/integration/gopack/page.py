"""docs/gopack-use.md: what stands there to be copied, and a project to try it in."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.integration.gopack.programs import HERE
from tests.waiting import PATIENCE_SECONDS

PAGE = (HERE / "docs" / "gopack-use.md").read_text()
SAYS = "it works\n"

_MAIN = f"package main\n\nfunc main() {{ print({SAYS!r}) }}\n".replace("'", '"')


def block(heading: str, language: str) -> str:
    """The first block of that language below the heading."""
    section = re.split(rf"^## {re.escape(heading)}$", PAGE, flags=re.MULTILINE)[1]
    section = re.split(r"^## ", section, flags=re.MULTILINE)[0]
    return section.split(f"```{language}\n")[1].split("```")[0]


def project(folder: Path) -> None:
    """A module with ./cmd/server, which says SAYS on standard error."""
    (folder / "cmd" / "server").mkdir(parents=True)
    (folder / "cmd" / "server" / "main.go").write_text(_MAIN)
    (folder / "go.mod").write_text("module example.com/server\n\ngo 1.21\n")


def shell(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run there, by a shell that finds `gopack` and `go`."""
    tools = folder.parent / "tools"
    tools.mkdir(exist_ok=True)
    gopack = tools / "gopack"
    gopack.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m slimgo.gopack "$@"\n')
    gopack.chmod(0o755)
    go = Path(sys.executable).parent
    ours = {"GOENV": "off", "GOWORK": "off", "GOTOOLCHAIN": "local", "GOFLAGS": "-buildvcs=false"}
    found = f"{tools}:{go}:{os.environ['PATH']}"
    return subprocess.run(
        ("sh", "-ec", script),
        cwd=folder,
        env=os.environ | ours | {"PATH": found, "PYTHONPATH": str(HERE), "LC_ALL": "C"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def works(program: Path) -> bool:
    done = subprocess.run((program,), capture_output=True, text=True, check=False)
    return (done.returncode, done.stderr) == (0, SAYS)
