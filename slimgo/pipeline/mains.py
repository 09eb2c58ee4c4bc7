"""From what was typed to one program of a module."""

from __future__ import annotations

import os
import posixpath
import re
import shlex
from collections import Counter
from dataclasses import replace
from pathlib import Path

from slimgo.errors import BadInput, visible
from slimgo.facts.mains import Listed, Named, named, workspace_members
from slimgo.run.process import Surroundings
from slimgo.values.main import Main

_VERSION = re.compile(r"v[0-9]+")
_TOO_OLD = "requires go >="  # cmd/go, gover.TooNewError
_SHOWN = 12
"""Programs that are listed; more are counted."""


def find_mains(
    typed: tuple[str, ...], here: Path, surroundings: Surroundings, *, tags: tuple[str, ...] = ()
) -> tuple[Main, ...]:
    """All that was named, each once, under names that differ; see find_main. A pattern with `...`
    names all its programs. tags: build tags, without which some may not be there. Raises
    BadInput."""
    if tags:
        flags = {"GOFLAGS": f"-tags={','.join(tags)}"}
        surroundings = replace(surroundings, environment={**surroundings.environment, **flags})
    found: list[Main] = []
    for each in typed or ("",):
        if "..." in each:
            found += _all(each, here, surroundings)
        else:
            found.append(find_main(each, here, surroundings))
    return _told_apart(tuple({(each.path, each.folder): each for each in found}.values()))


def _all(pattern: str, here: Path, surroundings: Surroundings) -> list[Main]:
    members = _members_at(here, surroundings) if pattern == "./..." else ()
    listed = named(members or (pattern,), here, surroundings)
    if not listed.mains:
        raise _none(pattern, listed, cure="")
    return [_main(each, _module_above(each.folder), here) for each in listed.mains]


def _told_apart(mains: tuple[Main, ...]) -> tuple[Main, ...]:
    """Programs of one name get as many of the folders above them into it as tell all apart:
    `a-server` and `b-server`. Raises BadInput where even their whole paths do not."""
    counts = Counter(each.name for each in mains)
    apart = mains
    for above in range(1, max(each.path.count("/") for each in mains) + 1):
        if len({each.name for each in apart}) == len(mains):
            break
        apart = tuple(
            replace(each, name="-".join(each.path.split("/")[-above - 1 :]))
            if counts[each.name] > 1
            else each
            for each in mains
        )
    names = Counter(each.name for each in apart)
    twice = [name for name in names if names[name] > 1]
    if twice:
        raise BadInput(
            f"two programs would be called {twice[0]}",
            cure="build one at a time, each with its --name",
        )
    return apart


def find_main(typed: str, here: Path, surroundings: Surroundings) -> Main:
    """typed: a folder, an import path or a pattern; empty for all that the module has.

    here: where it was typed. Raises BadInput where it names no program, or several.
    """
    if typed.endswith(".go"):
        raise BadInput(
            f"{typed} is a file, and a program is a package",
            cure=f"slimgo build {_folder_of(typed)}",
        )
    start, pattern = _asked(typed, here)
    members = () if typed else _members_at(start, surroundings)
    module = start if members else _module_above(start)
    listed = named(members or (pattern,), start, surroundings)
    mains = listed.mains
    if not typed and not mains and _TOO_OLD not in listed.words:
        raise BadInput(f"no program (package main) in {start}", cure="name one: slimgo build ./DIR")
    if len(mains) > 1:
        raise _several(mains, here)
    if not mains:
        others = named(("./...",), module, surroundings).mains
        raise _none(typed, listed, cure=f"slimgo build {_typed(others[0], here)}" if others else "")
    return _main(mains[0], module, here)


def _asked(typed: str, here: Path) -> tuple[Path, str]:
    """The folder to ask in, and the pattern to ask for."""
    if not typed:
        return here, "./..."
    try:
        folder = (here / typed).resolve()
        if folder.is_dir():
            return folder, "."
    except (OSError, ValueError):  # a name that no folder can have
        pass
    if typed.startswith(("./", "../", "/")) and "..." not in typed:
        raise BadInput(f"there is no folder {typed}")
    return here, typed


def _members_at(folder: Path, surroundings: Surroundings) -> tuple[str, ...]:
    """The patterns of all modules of a workspace whose go.work stands in the folder; empty where
    none does, or the folder is a module itself."""
    if (folder / "go.mod").is_file() or not (folder / "go.work").is_file():
        return ()
    return tuple(f"./{each}/..." for each in workspace_members(folder / "go.work", surroundings))


def _module_above(folder: Path) -> Path:
    """Where the go.mod is that the folder belongs to. Raises BadInput."""
    for each in (folder, *folder.parents):
        if (each / "go.mod").is_file():
            return each
    raise BadInput(
        f"{folder} belongs to no Go module",
        why="there is no go.mod in it or above it",
        cure=f"go mod init {re.sub(r'[^a-z0-9.-]', '-', folder.name.lower()) or 'example'}",
    )


def _folder_of(file: str) -> str:
    return shlex.quote(posixpath.join(".", posixpath.dirname(file)))


def _main(found: Named, module: Path, here: Path) -> Main:
    home = found.module_folder or module
    # a module below the folder where it was typed is built from there
    project = here if home.is_relative_to(here) else home
    inner = found.folder.relative_to(home).as_posix()
    return Main(
        project=project,
        folder=home.relative_to(project).as_posix(),
        package="." if inner == "." else f"./{inner}",
        name=program_name(found.path, found.folder),
        path=found.path,
    )


def program_name(path: str, folder: Path) -> str:
    """What `go build` calls the executable: the last element of the import path that is no
    version (cmd/go, load.DefaultExecName)."""
    parts = path.split("/")
    if len(parts) > 1 and _VERSION.fullmatch(parts[-1]):
        parts.pop()
    return parts[-1] if parts[-1] not in {"", ".", "command-line-arguments"} else folder.name


def _typed(found: Named, here: Path) -> str:
    """How the package is named from where the reader stands."""
    relative = os.path.relpath(found.folder, here)
    return shlex.quote(relative if relative.startswith(".") else f"./{relative}")


def _several(mains: tuple[Named, ...], here: Path) -> BadInput:
    names = [f"slimgo build {_typed(each, here)}" for each in mains]
    more = f"\n… and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return BadInput(
        f"there are {len(mains)} programs: choose one",
        why="\n".join(names[:_SHOWN]) + more,
        cure=names[0],
    )


def _none(typed: str, listed: Listed, *, cure: str) -> BadInput:
    if _TOO_OLD in listed.words:
        return BadInput(
            "the module asks for a newer Go",
            why=listed.words,
            cure=f"slimgo build {shlex.quote(typed or '.')} --fetch-go",
        )
    first = listed.packages[0] if listed.packages else None
    if first and first.name and not first.problem:
        return BadInput(f"{typed} is package {visible(first.name)}, and no program", cure=cure)
    words = (first.problem if first else "") or listed.words or "Go names no package"
    return BadInput(f"{typed} names no program", why=words, cure=cure)
