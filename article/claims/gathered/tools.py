"""What debuggers, profilers and symbol readers make of a program with and without -s and -w."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

from article.claims.catalogue import EXTERNAL, PROFILED, PROGRAMS, SMALL
from article.claims.evidence import Heard, Missing
from article.claims.facts.debugger import at_breakpoint
from article.claims.facts.heard import hear
from article.claims.facts.profile import profile_view
from article.claims.facts.symbols import address_of, go_symbols, name_at, sampled
from article.claims.gathered.programs import profiled, spoken
from article.claims.judges.packing import ARTICLE_BYTES
from article.matrix import MATRIX
from slimgo.pipeline.project import Project
from slimgo.run.process import Surroundings
from slimgo.values.command import Command

_TOOLS = ("gdb", "addr2line", "perf")
_FUNCTION = "main.work"
_VIEWS = ("-top", "-list", "-disasm")


def tool_words(project: Project, folder: Path) -> dict[str, Heard | Missing]:
    """By names such as `gdb -w`. folder: for what is built and written."""
    here = _with_tools(project.surroundings)
    builds = profiled(project, folder, PROFILED)
    said: dict[str, Heard | Missing] = {
        "ls": _listed(folder, here),
        "nm -s -w": go_symbols(_made(project, SMALL), here),
        "linker": _linker(project, folder, here),
        "panic debug": spoken(project, builds["debug"]),
        "panic -s -w": spoken(project, builds["-s -w"]),
    }
    said |= _debugged(project, builds, folder, here)
    said |= _profiled(project, builds, folder, here)
    address = address_of(_FUNCTION, builds["debug"], here)
    for name in PROFILED:
        said[f"addr2line {name}"] = name_at(address, builds[name], here)
        arguments, samples = (str(folder / "profile"),), folder / "samples"
        said[f"perf {name}"] = sampled(builds[name], arguments, samples, here)
    return said


def _with_tools(surroundings: Surroundings) -> Surroundings:
    search = surroundings.environment.get("PATH", "")
    found = {name: shutil.which(name, path=search) for name in _TOOLS}
    programs = {name: Path(path) for name, path in found.items() if path}
    return replace(surroundings, programs={**surroundings.programs, **programs})


def _debugged(
    project: Project, builds: dict[str, Path], folder: Path, here: Surroundings
) -> dict[str, Heard | Missing]:
    source = project.path(f"{PROGRAMS}/profile/main.go").read_text().splitlines()
    line = next(number for number, text in enumerate(source, 1) if "of the breakpoint" in text)
    arguments = (str(folder / "profile"),)
    return {
        f"gdb {name}": at_breakpoint(builds[name], f"main.go:{line}", arguments, here)
        for name in ("debug", "-w")
    }


def _profiled(
    project: Project, builds: dict[str, Path], folder: Path, here: Surroundings
) -> dict[str, Heard | Missing]:
    said: dict[str, Heard | Missing] = {}
    for name, program in builds.items():
        taken = folder / "profile"
        spoken(project, program, str(taken))
        for view in _VIEWS:
            wanted = view if view == "-top" else f"{view}={_FUNCTION}"
            sources = project.path(PROGRAMS)
            said[f"pprof {view} {name}"] = profile_view(wanted, program, taken, sources, here)
    return said


def _listed(folder: Path, here: Surroundings) -> Heard | Missing:
    """`ls -lh` of a file of the article's size; it holds nothing."""
    file = folder / "article"
    file.touch()
    os.truncate(file, ARTICLE_BYTES)
    # a locale may write a comma
    command = Command(argv=("ls", "-lh", str(file)), env=(("LC_ALL", "C"),))
    return hear(command, here, cure="apt-get install coreutils")


def _made(project: Project, identifier: str) -> str:
    steps = MATRIX.steps(MATRIX.cell(identifier), host=project.host, program=project.program)
    return steps[-1].makes


def _linker(project: Project, folder: Path, here: Surroundings) -> Heard | Missing:
    """What is said while the program is linked that must be static by an external linker."""
    chosen = MATRIX.cell(EXTERNAL)
    if shutil.which("gcc", path=here.environment.get("PATH", "")) is None:
        return Missing(what="no gcc on PATH", cure="apt-get install gcc libc6-dev")
    command = MATRIX.steps(chosen, host=project.host, program=project.program)[0].command
    return hear(command.with_output(str(folder / "external")), here, cure="pip install -e .")
