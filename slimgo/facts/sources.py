"""What a build is made of, as Go itself says; the standard library is known by Go's identity."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slimgo.facts.asked import tool_stamp
from slimgo.facts.embedded import watched
from slimgo.facts.go_list import Package, answer, packages
from slimgo.facts.modules import module_files
from slimgo.facts.seen import look, settled
from slimgo.plan.go_list import SETTINGS, env_command, list_command, with_cgo
from slimgo.run.process import Surroundings
from slimgo.values.command import Command
from slimgo.values.sources import LeftOut, Seen, Sources

_COMPILED_BY_C = frozenset(("CgoFiles", "SwigFiles", "SwigCXXFiles"))


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What Go said, and what it said it of."""

    sources: Sources
    seen: Mapping[str, Seen]
    """By absolute path; empty where the answer may not be kept."""


def ask_go(build: Command, surroundings: Surroundings) -> Answer:
    """Asks what `go build` would make a program of. Takes some 0.1 s, and downloads what it must.

    The answer is not complete where Go cannot list it, and the build then tells why, or where a
    file that it names is not found (Go's JSON has no way to write a name that is not UTF-8). It may
    not be kept where a file or folder changed while Go was asked.
    """
    began_ns = time.time_ns()
    question = list_command(build)
    listed = packages(question, surroundings)
    said = answer(env_command(build), surroundings)
    left_out = _left_out(question, listed, surroundings, said or {})
    own = [package for package in listed if not package.standard]
    modules = module_files(said, surroundings, build) if said else None
    if not own or any(package.problem for package in listed) or said is None or modules is None:
        return Answer(sources=Sources(complete=False, left_out=left_out), seen={})
    parts = _files_of(own)
    named = {**modules.files, **_profiles(own), **parts}
    depends_on = {*named.values(), *modules.beside, *_beside(own)}
    depends_on |= _no_module_between(own)
    if said.get("GOENV") not in {"", "off", None}:
        depends_on.add(Path(said["GOENV"]))
    seen = {str(path): look(str(path)) for path in sorted(depends_on)}
    found = {name: seen[str(path)] for name, path in named.items()}
    inputs = [(name, each.sha256) for name, each in found.items() if each.kind == "file"]
    inputs += [(f"go env {name}", str(said.get(name, ""))) for name in SETTINGS]
    inputs += [(f"module of {package.path}", package.module) for package in own]
    return Answer(
        sources=Sources(
            complete=all(found[name].kind == "file" for name in parts),
            inputs=tuple(sorted(inputs)),
            package=next((package.name for package in own if package.asked_for), ""),
            left_out=left_out,
            compiler=_compiler(listed, said, surroundings),
        ),
        seen=seen if settled(seen, began_ns) else {},
    )


def _files_of(own: Iterable[Package]) -> dict[str, Path]:
    """Name on every machine -> absolute path, of each file that becomes part of the program."""
    found = {}
    for package in own:
        for field, name in package.files:
            found[f"{package.path} {field} {name}"] = package.folder / name
    return found


def _profiles(own: Iterable[Package]) -> dict[str, Path]:
    """Where `go build` looks for a profile by itself (-pgo=auto); it may be absent."""
    return {
        f"{package.path} default.pgo": package.folder / "default.pgo"
        for package in own
        if package.asked_for and package.name == "main"
    }


def _beside(own: Iterable[Package]) -> set[Path]:
    """What is no part of the program, and could become one by an edit or a new file."""
    found = set()
    for package in [each for each in own if not each.fixed]:
        found.add(package.folder)
        found.update(package.folder / name for _, name in package.looked_at)
        found |= watched(package.folder, package.embed_patterns)
    return found


def _no_module_between(own: Iterable[Package]) -> set[Path]:
    """The go.mod files that would cut a package off from its module if they were there."""
    found = set()
    for package in own:
        if (
            not package.fixed
            and package.module_folder
            and package.folder.is_relative_to(package.module_folder)
        ):
            inner = package.folder.relative_to(package.module_folder)
            between = (inner, *inner.parents)[:-1] if inner.parts else ()
            found |= {package.module_folder / each / "go.mod" for each in between}
    return found


def _left_out(
    question: Command,
    listed: tuple[Package, ...],
    surroundings: Surroundings,
    said: Mapping[str, Any],
) -> tuple[LeftOut, ...]:
    """Files that import "C", and that Go would take with cgo on: it is asked a second time.

    Where nothing else is left Go lists nothing with cgo off.
    """
    if said.get("CGO_ENABLED") != "0":
        return ()
    suspected = any(
        field == "IgnoredGoFiles" and _names_c(package.folder / name)
        for package in listed
        if not package.standard
        for field, name in package.looked_at
    )
    if listed and not suspected:
        return ()
    return tuple(
        LeftOut(package=package.path, file=name)
        for package in packages(with_cgo(question), surroundings)
        if not package.standard
        for field, name in package.files
        if field == "CgoFiles"
    )


def _names_c(path: Path) -> bool:
    try:
        return b'"C"' in path.read_bytes()
    except OSError:
        return False


def _compiler(
    listed: Iterable[Package], said: Mapping[str, Any], surroundings: Surroundings
) -> str:
    used = any(field in _COMPILED_BY_C for package in listed for field, _ in package.files)
    return tool_stamp(str(said.get("CC", "")), surroundings.environment) if used else ""
