"""The files in which Go reads what belongs to a module: go.mod, go.sum, go.work, vendor."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slimgo.facts.go_list import answer
from slimgo.plan.go_list import edit_command, folder_of
from slimgo.run.process import Surroundings
from slimgo.values.command import Command

_OF_A_MODULE = {"mod": ("go.mod", "go.sum", "vendor/modules.txt"), "work": ("vendor/modules.txt",)}


@dataclass(frozen=True, kw_only=True)
class ModuleFiles:
    """What decides which modules, and which versions of them, a build takes."""

    files: Mapping[str, Path]
    """Name on every machine -> absolute path; some may be absent."""

    beside: frozenset[Path]
    """What decides by being there or not."""


def module_files(
    said: Mapping[str, Any], surroundings: Surroundings, build: Command
) -> ModuleFiles | None:
    """said: what `go env` answered. None where Go cannot read one of these files itself."""
    go_mod = Path(said["GOMOD"]) if said.get("GOMOD") not in {"", os.devnull, None} else None
    go_work = Path(said["GOWORK"]) if said.get("GOWORK") not in {"", "off", None} else None
    beside = {Path(said.get("GOROOT", ""), "go.env")}
    for folder in _working_folders(surroundings, build):
        beside |= {above / "go.mod" for above in _up_to(folder, go_mod)}
        if said.get("GOWORK") != "off":
            beside |= {above / "go.work" for above in _up_to(folder, go_work)}
    readers = [("mod", go_mod)] if go_mod else []
    files: dict[str, Path] = {}
    if go_work:
        work = answer(edit_command("work", str(go_work)), surroundings)
        if work is None:
            return None
        members = [_beside(go_work, each["DiskPath"], "go.mod") for each in work.get("Use") or ()]
        readers = [("work", go_work), *(("mod", path) for path in members)]
        files = {"go.work": go_work, "go.work.sum": _beside(go_work, "go.work.sum")}
    for kind, path in readers:
        read = answer(edit_command(kind, str(path)), surroundings)
        if read is None:
            return None
        name = "go.work" if kind == "work" else str((read.get("Module") or {}).get("Path"))
        files |= {f"{name} {file}": _beside(path, file) for file in _OF_A_MODULE[kind]}
        files |= dict(_replacements(read, path))
        beside.add(_beside(path, "vendor"))
    return ModuleFiles(files=files, beside=frozenset(beside))


def _working_folders(surroundings: Surroundings, build: Command) -> set[Path]:
    """Where Go starts to look upwards: by its name, and where a link in it leads."""
    named = Path(os.path.normpath(surroundings.directory / folder_of(build)))
    return {named, named.resolve()}


def _replacements(read: Mapping[str, Any], file: Path) -> Iterator[tuple[str, Path]]:
    """The go.mod of each folder that replaces a module, used or not: it counts for versions."""
    for each in read.get("Replace") or ():
        if not each["New"].get("Version"):
            old = f"{each['Old']['Path']} {each['Old'].get('Version', '')}"
            yield f"{old} go.mod", _beside(file, each["New"]["Path"], "go.mod")


def _beside(file: Path, *names: str) -> Path:
    return Path(os.path.normpath(file.parent.joinpath(*names)))


def _up_to(folder: Path, file: Path | None) -> Iterator[Path]:
    """The folder and those above it in which the file is not; up to the root without a file."""
    for each in (folder, *folder.parents):
        if file and each == file.parent:
            return
        yield each
