"""Which programs a pattern of packages names, as `go list` says."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slimgo.facts.go_list import stream
from slimgo.run.process import Surroundings, run
from slimgo.values.command import Command

_FIELDS = "Dir,ImportPath,Name,Module,Error"


WITH_C = (("CGO_ENABLED", "1"),)
"""Else Go does not see a file that imports "C" where there is no C compiler."""


@dataclass(frozen=True, kw_only=True)
class Named:
    """A package that was named."""

    folder: Path
    """Absolute."""
    path: str
    """Its import path."""
    name: str
    """`main` for a program; empty where Go cannot tell."""
    module_folder: Path | None
    problem: str
    """What Go says is wrong with it; empty for nothing."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """The packages that a pattern names."""

    packages: tuple[Named, ...]
    """In Go's order."""
    words: str
    """What Go said where it failed."""

    @property
    def mains(self) -> tuple[Named, ...]:
        """The programs among them."""
        return tuple(each for each in self.packages if each.name == "main")


def named(patterns: tuple[str, ...], folder: Path, surroundings: Surroundings) -> Listed:
    """The packages of the patterns, as seen from the folder. Fetches nothing: imports are not
    followed (`go help list`, -find)."""
    command = Command(
        argv=("go", "list", "-C", str(folder), "-e", "-find", f"-json={_FIELDS}", *patterns),
        env=WITH_C,
    )
    done = run(command, surroundings, check=False)
    try:
        found = tuple(_named(each) for each in stream(done.stdout))
    except (ValueError, KeyError, TypeError, AttributeError, json.JSONDecodeError):
        found = ()
    return Listed(packages=found, words=done.stderr.strip() if done.status or not found else "")


def workspace_members(file: Path, surroundings: Surroundings) -> tuple[str, ...]:
    """The folders that a go.work uses, from its own; empty where Go cannot read it."""
    command = Command(argv=("go", "work", "edit", "-json", str(file)))
    done = run(command, surroundings, check=False)
    try:
        used = json.loads(done.stdout).get("Use") or []
        return tuple(posixpath.normpath(each["DiskPath"]) for each in used)
    except (ValueError, KeyError, TypeError, AttributeError):
        return ()


def _named(said: Mapping[str, Any]) -> Named:
    module = said.get("Module") or {}
    error = said.get("Error") or {}
    return Named(
        folder=Path(said.get("Dir", "")),
        path=said["ImportPath"],
        name=said.get("Name", ""),
        module_folder=Path(module["Dir"]) if module.get("Dir") else None,
        problem=str(error.get("Err", "")).strip(),
    )
