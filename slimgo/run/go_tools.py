"""Programs of other projects that are fetched as Go modules and built by the pinned Go, once.

Each is of a version whose sums are written down in go_modules/. Another one is an entry here and a
folder there.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from slimgo.errors import CommandFailed, ToolMissing
from slimgo.run.host import host_goarch
from slimgo.run.process import Surroundings, run
from slimgo.run.scratch import scratch
from slimgo.run.toolchain import find_go
from slimgo.values.command import Command
from slimgo.values.tool import Tool

MODULES = Path(__file__).parent / "go_modules"
_FETCH_SECONDS = 600


@dataclass(frozen=True, kw_only=True)
class GoTool:
    """A program as a Go package."""

    name: str
    version: str
    package: str
    """As `go build` takes it in its folder of go_modules/."""
    purpose: str
    """In a clause."""


_TABLE = (
    # one process, a fixed number of requests, microseconds, JSON: hey rounds to 0.1 ms, and vegeta
    # has a rate in place of a number
    GoTool(name="bombardier", version="1.2.6", package="github.com/codesenberg/bombardier",
           purpose="sends requests"),
    GoTool(name="pgzip", version="1.2.6", package=".",
           purpose="compresses as docker and podman do"),
    # a registry and what pulls from it in one program, without a daemon
    GoTool(name="crane", version="0.22.1",
           package="github.com/google/go-containerregistry/cmd/crane",
           purpose="keeps images and pulls them"),
)  # fmt: skip

GO_TOOLS = {each.name: each for each in _TABLE}


def go_tool(
    name: str, cache: Path, surroundings: Surroundings, tell: Callable[[str], None]
) -> Tool:
    """The one that was built earlier, else a new one. cache: the folder that it is kept in.

    Raises ToolMissing where it cannot be fetched or built; nothing half done is left then.
    """
    wanted = GO_TOOLS[name]
    kept = cache / f"{name}-{wanted.version}-{_sums(name)}"
    if not os.access(kept, os.X_OK):
        tell(f"{name} {wanted.version} is not here: fetching its source (Go checks the sums)")
        _build(wanted, kept, surroundings, cache)
    return Tool(
        name=name,
        version=wanted.version,
        path=kept,
        origin="a Go module, built here",
        identity=kept.name,
    )


def _sums(name: str) -> str:
    """Tells its sources from others under the same version: the first digits of their digest."""
    files = sorted((MODULES / name).iterdir())
    content = b"".join(each.read_bytes() for each in files)
    return hashlib.sha256(content).hexdigest()[:12]


def _build(wanted: GoTool, kept: Path, surroundings: Surroundings, cache: Path) -> None:
    go = find_go("", surroundings, cache)
    environment = {
        **surroundings.environment,
        "GOOS": "linux",
        "GOARCH": host_goarch(),
        "CGO_ENABLED": "0",
        "GOTOOLCHAIN": "local",
    }
    part = kept.with_name(f".{kept.name}.{secrets.token_hex(4)}")
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with scratch() as folder:
            shutil.copytree(MODULES / wanted.name, folder / "module")
            here = replace(
                surroundings,
                directory=folder / "module",
                environment=environment,
                programs={"go": go.path},
            )
            words = ("-trimpath", "-ldflags", "-s -w", "-o", str(part), wanted.package)
            run(Command(argv=("go", "build", *words)), here, timeout_seconds=_FETCH_SECONDS)
        part.replace(kept)
    except CommandFailed as error:
        raise ToolMissing(
            f"{wanted.name} cannot be built, which {wanted.purpose}",
            why=_gist(error.why) or error.what,
            cure="name a module proxy that can be reached by GOPROXY, and try again",
        ) from error
    except OSError as error:
        raise ToolMissing(
            f"{wanted.name} cannot be kept in {cache}",
            why=error.strerror or str(error),
            cure="name a folder that can be written: SLIMGO_CACHE=FOLDER",
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _gist(words: str) -> str:
    """Go's reason: the line that names a wrong sum, else the last."""
    lines = words.strip().splitlines()
    return next((line for line in lines if "mismatch" in line), (lines or [""])[-1])
