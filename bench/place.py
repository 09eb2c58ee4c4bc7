"""Where commands are measured: copies of the project, never the checkout itself."""

from __future__ import annotations

import os
import shutil
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bench.catalogue import (
    APP,
    BUILD_LARGE,
    BUILD_MANY,
    DRY_SLIM,
    LARGE,
    LARGE_BYTES,
    MANY,
    SCRIPT,
    SLIM,
)
from slimgo.errors import CommandFailed
from slimgo.run.process import Surroundings, run
from slimgo.run.toolchain import find_go
from slimgo.values.command import Command

PROJECT = Path(__file__).parents[1]
_FILES = ("tasks.py", "invoke.yaml", "Dockerfile", ".dockerignore", "app", "article", "slimgo")
"""All that `invoke slim` needs of the project."""
_LARGE = """\
FROM scratch
COPY app /srv/app
ADD [ "files.tar", "/" ]
WORKDIR /srv
ENTRYPOINT ["/srv/app"]
"""

_ANSWER_SECONDS = 10
_PACKAGES = 400
_STANDARD = ("net/http", "os", "os/exec", "os/user", "time")
_SERVES = """\
	if len(os.Args) > 1 {
		exec.Command("sh").Run()
		user.Current()
		time.LoadLocation("Asia/Tokyo")
		http.ListenAndServe(":8080", nil)
	}
"""
"""What brings the functions of a service into it, thousands of them."""
_STATIC = (("CGO_ENABLED", "0"),)


@contextmanager
def finished_project() -> Iterator[Surroundings]:
    """A copy of the project in which all is made, and the same commands stand in a script.

    Making it also fills Go's build cache and writes Python's bytecode, so that no measured
    command has to. Raises CommandFailed where the project does not pass its own checks.
    """
    with tempfile.TemporaryDirectory(prefix="slimgo-bench-") as name:
        folder = Path(name) / "finished"
        folder.mkdir()
        for file in _FILES:
            _copy(PROJECT / file, folder / file)
        _write_many(folder / MANY)
        here = Surroundings(directory=folder, environment=_environment(), programs=_programs())
        run(SLIM, here)
        (folder / SCRIPT).write_text(run(DRY_SLIM, here).stdout)
        _copy(PROJECT / "bench", folder / "bench")
        words = ("go", "build", "-C", "app", "-o", str(folder / APP), ".")
        run(Command(argv=words, env=_STATIC), here)
        run(BUILD_MANY, replace(here, directory=folder / MANY))
        _write_large(here)
        yield here


@contextmanager
def earlier_project(revision: str) -> Iterator[Surroundings]:
    """The same of an earlier revision: its files, all made by its own code.

    Raises CommandFailed, also where this checkout does not hold the revision.
    """
    with tempfile.TemporaryDirectory(prefix="slimgo-bench-") as name:
        folder = Path(name) / "before"
        archive = Path(name) / "before.tar"
        git = Path(shutil.which("git") or "git")
        run(
            Command(argv=("git", "archive", "-o", str(archive), revision)),
            Surroundings(directory=PROJECT, environment=_environment(), programs={"git": git}),
        )
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        here = Surroundings(directory=folder, environment=_environment(), programs=_programs())
        run(SLIM, here)
        yield here


@contextmanager
def copy_of(finished: Surroundings) -> Iterator[Surroundings]:
    """A copy of the finished project for one benchmark, which may spoil it."""
    folder = finished.directory.with_name("copy")
    try:
        shutil.copytree(finished.directory, folder)
        yield replace(finished, directory=folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def docker_version(here: Surroundings) -> str:
    """The daemon's, at DOCKER_HOST where that is set; empty where none answers."""
    if "docker" not in here.programs:
        return ""
    ask = Command(argv=("docker", "version", "--format={{.Server.Version}}"))
    try:
        return run(ask, here, timeout_seconds=_ANSWER_SECONDS).stdout.strip()
    except CommandFailed:
        return ""


def _write_many(folder: Path) -> None:
    """A module whose program imports 400 packages of its own."""
    folder.mkdir()
    (folder / "go.mod").write_text("module example.com/many\n\ngo 1.21\n")
    names = [f"p{number:03}" for number in range(_PACKAGES)]
    for name in names:
        (folder / name).mkdir()
        (folder / name / "p.go").write_text(f'package {name}\n\nvar Is = "{name}"\n')
    imports = "".join(f'\t"{name}"\n' for name in _STANDARD)
    imports += "".join(f'\t"example.com/many/{name}"\n' for name in names)
    used = "".join(f"\tprintln({name}.Is)\n" for name in names)
    (folder / "main.go").write_text(
        f"package main\n\nimport (\n{imports})\n\nfunc main() {{\n{used}{_SERVES}}}\n"
    )


def _write_large(here: Surroundings) -> None:
    """An image of the article's service among files of Go's own source."""
    folder = here.directory / "large"
    folder.mkdir()
    shutil.copy2(here.directory / APP, folder / "app")
    left = LARGE_BYTES - (folder / "app").stat().st_size
    source = here.program("go").resolve().parents[1] / "src"
    with tarfile.open(folder / "files.tar", "w") as tar:
        for file in (each for each in sorted(source.rglob("*")) if each.is_file()):
            left -= file.stat().st_size
            if left < 0:
                break
            tar.add(file, f"srv/files/{file.relative_to(source)}")
    (folder / "Dockerfile").write_text(_LARGE)
    run(BUILD_LARGE, replace(here, directory=folder))
    (folder / LARGE).rename(here.directory / LARGE)
    shutil.rmtree(folder)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy2(source, target)


def _environment() -> dict[str, str]:
    """Ours, with Python's bytecode on: without it every start compiles what it imports."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _programs() -> dict[str, Path]:
    found = {name: shutil.which(name) for name in ("sh", "docker")}
    programs = {name: Path(path) for name, path in found.items() if path}
    pinned = Surroundings(directory=PROJECT, environment={})
    go = find_go("", pinned, PROJECT / "build").path
    return {"python": Path(sys.executable), "go": go, **programs}
