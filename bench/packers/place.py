"""Where the packers are measured: a folder, an environment without settings, the tools."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from bench.packers.programs import Program
from slimgo.errors import CheckFailed
from slimgo.run.process import Surroundings, run
from slimgo.values.command import Command
from tests.realworld import building
from tests.realworld.building import Origin

PROJECT = Path(__file__).parents[2]
BUILD = ("go", "build", "-trimpath", "-ldflags=-s -w")


def go_surroundings(folder: Path) -> Surroundings:
    """Go as slimgo finds it, and this Python. Raises CheckFailed where there is no Go."""
    go = shutil.which("go", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if go is None:
        raise CheckFailed("Go is not here", cure="invoke setup")
    environment = {
        **os.environ,
        "CGO_ENABLED": "0",
        "GOENV": "off",
        "GOFLAGS": "-buildvcs=false",
        "PYTHONPATH": str(PROJECT),
    }
    programs = {"go": Path(go), "python": Path(sys.executable)}
    return Surroundings(directory=folder, environment=environment, programs=programs)


def build(here: Surroundings, output: Path, where: Path, package: str, **env: str) -> None:
    """Builds a package, named from the folder `where`. env: more variables of the environment."""
    there = Surroundings(
        directory=where, environment={**here.environment, **env}, programs=here.programs
    )
    run(Command(argv=(*BUILD, "-o", str(output), package)), there)


def built(program: Program, here: Surroundings) -> Path:
    """The program's executable. Raises CommandFailed."""
    if program.module:
        origin = Origin(module=program.module, package=program.package)
        return building.built(f"bench-{program.name}", origin).stripped
    output = here.directory / program.name
    build(here, output, PROJECT / program.folder, program.package)
    return output


def go_version(here: Surroundings) -> str:
    return run(Command(argv=("go", "version")), here).stdout.strip()


def with_program(here: Surroundings, name: str, path: Path) -> Surroundings:
    programs: Mapping[str, Path] = {**here.programs, name: path}
    return Surroundings(directory=here.directory, environment=here.environment, programs=programs)
