"""Finds zig, whose `zig cc` is a C compiler for every target, with musl among its libraries."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

from slimgo.errors import ToolMissing
from slimgo.run.process import Surroundings, run
from slimgo.run.toolchain import tool
from slimgo.values.command import Command
from slimgo.values.tool import Tool

_VERSION_SECONDS = 20


def find(surroundings: Surroundings) -> Tool:
    """The one on PATH, else the one in the Python package ziglang. Raises ToolMissing."""
    on_path = shutil.which("zig", path=surroundings.environment.get("PATH", ""))
    spec = None if on_path else importlib.util.find_spec("ziglang")
    path = Path(on_path or (Path(spec.origin).parent / "zig" if spec and spec.origin else ""))
    if not path.is_file():
        raise ToolMissing(
            "zig is not here",
            why="--cgo zig compiles C with it",
            cure="pip install ziglang   (100 MB; or put zig on PATH)",
        )
    asked = Surroundings(
        directory=surroundings.directory,
        environment=surroundings.environment,
        programs={"zig": path},
    )
    said = run(Command(argv=("zig", "version")), asked, timeout_seconds=_VERSION_SECONDS)
    return tool("zig", said.stdout.strip(), path, origin=str(path))
