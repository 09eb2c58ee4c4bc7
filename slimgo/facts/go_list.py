"""What `go list`, `go env` and `go mod edit` answer, as values."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slimgo.plan.go_list import FILES, LOOKED_AT
from slimgo.run.process import Surroundings, run
from slimgo.values.command import Command


@dataclass(frozen=True, kw_only=True)
class Package:
    """One package of a build (`go help list`, type Package)."""

    folder: Path
    """Absolute."""

    path: str
    """Its import path; `command-line-arguments` where files were named."""

    name: str
    standard: bool
    asked_for: bool
    """It was named in the question, not only imported."""

    problem: bool
    """Something is wrong with it or with what it imports."""

    files: tuple[tuple[str, str], ...]
    """(field, name) of each file that becomes part of the program."""

    looked_at: tuple[tuple[str, str], ...]
    """(field, name) of each file that Go read the head of and left out."""

    embed_patterns: tuple[str, ...]
    module_folder: Path | None
    """Where its module's go.mod is; None without a module, and for a vendored one."""

    fixed: bool
    """Of a version in the module cache: Go never looks there for new files again, nor for other
    heads of files (cmd/go, internal/modindex); only their content is read for each build."""

    module: str
    """Path, version and language version of its module; what replaces it, if not a folder."""


def packages(question: Command, surroundings: Surroundings) -> tuple[Package, ...]:
    """All that `go list -deps -json` names; empty where it failed."""
    completed = run(question, surroundings, check=False)
    try:
        return (
            () if completed.status else tuple(_package(each) for each in stream(completed.stdout))
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return ()


def answer(question: Command, surroundings: Surroundings) -> dict[str, Any] | None:
    """The one JSON object that a command prints; None where it failed or printed another thing."""
    completed = run(question, surroundings, check=False)
    try:
        found = None if completed.status else json.loads(_as_file_names(completed.stdout))
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _as_file_names(text: str) -> str:
    """Go prints UTF-8; under LC_ALL=C Python has other characters for the bytes of a name."""
    return os.fsdecode(text.encode("utf-8"))


def stream(text: str) -> Iterator[dict[str, Any]]:
    """JSON objects one after the other."""
    decoder, at = json.JSONDecoder(), 0
    text = text.strip()
    while at < len(text):
        found, at = decoder.raw_decode(text, at)
        yield found
        while at < len(text) and text[at].isspace():
            at += 1


def _package(said: Mapping[str, Any]) -> Package:
    module = said.get("Module") or {}
    return Package(
        folder=Path(said.get("Dir", "")),
        path=said["ImportPath"],
        name=said.get("Name", ""),
        standard=said.get("Standard", False),
        asked_for=not said.get("DepOnly", False),
        problem=bool(said.get("Incomplete") or said.get("Error")),
        files=_named(said, FILES),
        looked_at=_named(said, LOOKED_AT),
        embed_patterns=tuple(said.get("EmbedPatterns") or ()),
        module_folder=Path(module["Dir"]) if module.get("Dir") else None,
        fixed=_is_fixed(module),
        module=_module(module),
    )


def _is_fixed(module: Mapping[str, Any]) -> bool:
    """Main modules and folders that replace one have no version, vendored modules no folder."""
    version = (module.get("Replace") or module).get("Version")
    return bool(version and module.get("Dir"))


def _module(said: Mapping[str, Any]) -> str:
    replaced = said.get("Replace") or {}
    words = [said.get(field, "") for field in ("Path", "Version", "GoVersion")]
    if replaced.get("Version"):  # a folder's path is this machine's own, and go.mod names it
        words += [replaced["Path"], replaced["Version"]]
    return " ".join(words)


def _named(said: Mapping[str, Any], fields: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((field, name) for field in fields for name in said.get(field) or ())
