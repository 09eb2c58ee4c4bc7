"""The small programs that show what the article's own cannot: built, and run alone."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from article.claims.catalogue import program_command
from article.claims.evidence import Heard, Missing
from article.claims.facts.heard import hear
from article.program import SERVICE_PORT
from slimgo.pipeline.project import Project
from slimgo.run.process import run
from slimgo.sandbox.launch import start
from slimgo.values.command import Command
from slimgo.values.guest import Guest

_SECONDS = 20.0
_ARRIVAL_SECONDS = 0.1
"""For a request to reach its handler, which takes ten times as long."""

_ANSWER_BYTES = 4096
_TRUSTED = "etc/ssl/certs/ca-certificates.crt"
"""Where Go looks first on Linux (crypto/x509, root_linux.go)."""


def build(
    project: Project, name: str, output: Path, *, ldflags: tuple[str, ...] = (), tags: str = ""
) -> Path:
    """One of the small programs. Raises CommandFailed."""
    command = program_command(name, str(output), ldflags=ldflags, tags=tags)
    run(command, project.surroundings)
    return output


def inside(project: Project, folder: Path, witness: Path) -> dict[str, Heard | Missing]:
    """What the programs find in a root that holds nothing but them. folder: for roots."""
    zones = {
        name: build(project, "zone", folder / f"zone-{name}", tags=tags)
        for name, tags in (("absent", ""), ("embedded", "timetzdata"))
    }
    trusted = _alone(project, folder, witness, "certificate")
    bundle = {_TRUSTED: trusted.words} if isinstance(trusted, Heard) else {}
    return {
        **{f"zones {name}": _alone(project, folder, path) for name, path in zones.items()},
        "certificates absent": _alone(project, folder, witness, "https"),
        "certificates copied": _alone(project, folder, witness, "https", files=bundle),
        "temporary": _alone(project, folder, witness, "temporary"),
        "port taken": _alone(project, folder, witness, "taken"),
        "SIGTERM": _told_to_end(project, folder, witness),
    }


def _alone(
    project: Project,
    folder: Path,
    program: Path,
    *words: str,
    files: Mapping[str, str] | None = None,
) -> Heard | Missing:
    """Runs it to its end. files: what else is in its root, text by path."""
    if project.level is None or not project.level.own_root:
        return _not_isolated(project)
    with start(_rooted(folder, program, words, files or {}), project.level) as running:
        ended = running.wait(_SECONDS)
        said = running.output()
    if ended is None:
        return Missing(what=f"{' '.join(words)}: it did not end", cure="invoke article")
    return Heard(status=ended.status, words=said.strip())


def _told_to_end(project: Project, folder: Path, witness: Path) -> Heard | Missing:
    """SIGTERM with a request in flight; words: the first line of its answer."""
    if project.level is None or not project.level.own_network:  # which has processes of its own too
        return _not_isolated(project)
    program = replace(_rooted(folder, witness, ("serve",), {}), port=SERVICE_PORT)
    with (
        start(program, project.level) as running,
        running.connect(_SECONDS) as connection,
    ):
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(_ARRIVAL_SECONDS)
        ended = running.stop(signal.SIGTERM, _SECONDS)
        try:
            answered = connection.recv(_ANSWER_BYTES).decode("latin-1")
        except ConnectionError:
            answered = ""
    if ended is None:
        return Heard(status=0, words="it went on")
    return Heard(status=ended.status, words=answered.partition("\r")[0])


def _rooted(folder: Path, program: Path, words: tuple[str, ...], files: Mapping[str, str]) -> Guest:
    root = folder / "root"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    os.link(program, root / "app.bin")
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text(text)
    return Guest(root=root, argv=("./app.bin", *words), port=0)


def _not_isolated(project: Project) -> Missing:
    level = project.level.name if project.level else "none"
    return Missing(
        what=f"isolation {level} shows a program this machine's files or processes",
        cure=f"run it where bubblewrap works ({project.level_reason})",
    )


def profiled(
    project: Project, folder: Path, flags: Mapping[str, tuple[str, ...]]
) -> dict[str, Path]:
    """The program that is debugged and profiled: each build by its flags, and the last packed."""
    builds = {
        name: build(project, "profile", folder / f"profile-{number}", ldflags=ldflags)
        for number, (name, ldflags) in enumerate(flags.items())
    }
    packed = folder / "profile-packed"
    last = list(builds.values())[-1]
    run(
        Command(argv=("upx", "-qq", "-1", "-o", str(packed), str(last))),
        project.surroundings,
    )
    return {**builds, "packed": packed}


def spoken(project: Project, program: Path, *words: str) -> Heard | Missing:
    """What one of them prints when it is run as it is."""
    programs = {**project.surroundings.programs, program.name: program}
    return hear(
        Command(argv=(program.name, *words)),
        replace(project.surroundings, programs=programs),
        cure="invoke clean",
    )
