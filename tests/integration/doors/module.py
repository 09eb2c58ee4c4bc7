"""A module's folder, the command typed in it, and how that ended."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """One for each step, and what is next; without what this machine could not show."""
        beside = ("not run:", "!")
        return [line for line in self.err.splitlines() if not line.lstrip().startswith(beside)]


@dataclass(frozen=True)
class Module:
    """A copy of a module, in a folder of its own."""

    path: Path

    def slimgo(
        self, *words: str, at: str = ".", through: tuple[str, ...] = (), **environment: str
    ) -> Done:
        """at: the folder it is typed in. through: a command that starts it."""
        done = subprocess.run(
            [*through, sys.executable, "-m", "slimgo", *words],
            cwd=self.path / at,
            env={**os.environ, "SLIMGO_ENGINE": "builtin", **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        return Done(status=done.returncode, out=done.stdout, err=done.stderr)

    def python(self, *words: str) -> Done:
        """`python -m` with these words, in its folder."""
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=self.path,
            capture_output=True,
            text=True,
            check=False,
        )
        return Done(status=done.returncode, out=done.stdout, err=done.stderr)

    def write(self, name: str, text: str) -> None:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def files(self) -> set[str]:
        """All that stands in it but what is in build/."""
        return {
            path.relative_to(self.path).as_posix()
            for path in self.path.rglob("*")
            if "build" not in path.relative_to(self.path).parts
        }
