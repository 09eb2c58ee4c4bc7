"""Fetches a program's module by the ordinary Go client and builds it twice: plain and stripped."""

from __future__ import annotations

import json
import os
import shutil
import sysconfig
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec

from slimgo.plan.environment import PINNED
from slimgo.run.process import Surroundings, run
from slimgo.values.command import Command

BUILDS = Path(__file__).parents[2] / "build" / "realworld"
"""Fetched code and executables; never committed."""

_PROGRAMS = BUILDS / "programs"

_GO = Path(sysconfig.get_path("purelib"), "go/bin/go")
_FLAGS = ("-trimpath", "-buildvcs=false")


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a program's source comes from."""

    module: str
    """A module path and a version: `github.com/itchyny/gojq@v0.12.20`."""
    package: str
    """The main package inside the module: `./cmd/gojq`."""
    tags: tuple[str, ...] = ()
    """Build tags."""


@dataclass(frozen=True, kw_only=True)
class Built:
    """What a build made."""

    name: str
    go: str
    """`go1.27.3`."""
    packages: int
    """All that it is built of, Go's own among them."""
    build_seconds: float
    """Of the plain one, fetching what it is built of among them, with what Go's cache already held
    of other programs."""

    @property
    def plain(self) -> Path:
        """Built with -trimpath: with its symbol table and DWARF."""
        return _PROGRAMS / self.name

    @property
    def stripped(self) -> Path:
        """The same with -ldflags="-s -w"."""
        return _PROGRAMS / f"{self.name}.stripped"


@dataclass(frozen=True, kw_only=True)
class _Record:
    """What was built of what, beside the executables."""

    origin: Origin
    built: Built


def built(name: str, origin: Origin) -> Built:
    """Fetches and builds, or what an earlier run built of the same origin. Raises CommandFailed."""
    record = _PROGRAMS / f"{name}.json"
    known = msgspec.json.decode(record.read_bytes(), type=_Record) if record.exists() else None
    if known and known.origin == origin:
        return known.built
    made = _build(name, origin)
    record.write_bytes(msgspec.json.encode(_Record(origin=origin, built=made)))
    return made


def _build(name: str, origin: Origin) -> Built:
    module = json.loads(_go(BUILDS, "mod", "download", "-json", origin.module))
    source = BUILDS / "source" / name
    # a module that has replace directives is built only as the main module, in a writable folder
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(module["Dir"], source, copy_function=shutil.copyfile)
    for path in (source, *source.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    tags = (f"-tags={','.join(origin.tags)}",) if origin.tags else ()
    # go.mod gains what takes the place of a dropped replacement, and nothing else
    flags = (*_FLAGS, "-mod=mod" if _dropped(source) else "-mod=readonly", *tags)
    began = time.monotonic()
    _go(source, "build", *flags, "-o", str(_PROGRAMS / name), origin.package)
    seconds = time.monotonic() - began
    packages = _go(source, "list", *flags[1:], "-deps", origin.package)
    made = Built(
        name=name,
        go=_go(source, "env", "GOVERSION").strip(),
        packages=len(packages.splitlines()),
        build_seconds=round(seconds, 1),
    )
    stripped = ("-ldflags=-s -w", "-o", str(made.stripped))
    _go(source, "build", *flags, *stripped, origin.package)
    return made


def _dropped(source: Path) -> list[str]:
    """Takes replacements by folders that the module's archive lacks out of its go.mod, so that the
    published version of the replaced module is built, as `go install` of a dependent would.
    Returns what was replaced."""
    told = json.loads(_go(source, "mod", "edit", "-json"))
    gone = [
        "@".join(filter(None, (each["Old"]["Path"], each["Old"].get("Version"))))
        for each in told.get("Replace") or ()
        if "Version" not in each["New"] and not (source / each["New"]["Path"]).is_dir()
    ]
    for name in gone:
        _go(source, "mod", "edit", f"-dropreplace={name}")
    return gone


def built_helper(name: str) -> Path:
    """One of the trial's own programs, in the folder of that name beside this file."""
    output = BUILDS / "helpers" / name
    _go(Path(__file__).parent / name, "build", *_FLAGS, "-o", str(output), ".")
    return output


def _go(folder: Path, *words: str) -> str:
    """What `go` printed, run in the folder and gently, beside other work."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh = ("GOFLAGS", "GOOS", "GOARCH")
    ambient = {name: value for name, value in os.environ.items() if name not in fresh}
    done = run(
        Command(argv=("nice", "-n", "10", str(_GO), *words)),
        Surroundings(
            directory=folder,
            environment={**ambient, **dict(PINNED), "CGO_ENABLED": "0"},
            programs={"nice": Path("/usr/bin/nice")},
        ),
    )
    return done.stdout
