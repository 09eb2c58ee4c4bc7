"""gopack, which is part of this package: always here, and identified by its content."""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from slimgo import __version__
from slimgo.errors import ToolMissing
from slimgo.values.tool import Tool

_FOLDER = Path(__file__).parents[2] / "gopack"
_MADE_OF = frozenset((".py", ".bin"))
_LIBRARIES = ("numpy", "zstandard", "xxhash")


def find() -> Tool:
    """Its sources and its libraries decide what it makes. Raises ToolMissing without the latter."""
    made_of = hashlib.sha256(repr(sources()).encode()).hexdigest()
    try:
        libraries = " ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    except PackageNotFoundError as error:
        raise ToolMissing(
            f"gopack needs the Python package {error.name}, which is not here",
            cure="pip install -e .",
        ) from error
    return Tool(
        name="gopack",
        version=__version__,
        path=_FOLDER / "__main__.py",
        origin="part of slimgo",
        identity=f"gopack {made_of} {libraries}",
    )


def sources() -> tuple[tuple[str, str], ...]:
    """(path in the package, sha256) of each file that what gopack makes depends on."""
    return tuple(
        (path.relative_to(_FOLDER).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(_FOLDER.rglob("*"))
        if path.suffix in _MADE_OF
    )
