"""Programs with one need each, and how each is started in a root that holds nothing else."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from slimgo.checks.needs import needs
from slimgo.facts.probe import ran_to_its_end
from slimgo.facts.suspicions import suspicions
from slimgo.plan.cures import User
from slimgo.plan.smallest import trial_program
from slimgo.run.host import host_goarch
from slimgo.sandbox import tree
from slimgo.sandbox.level import Level
from slimgo.sandbox.opens.observing import Observing
from slimgo.values.cure import AddedFile
from slimgo.values.guest import Guest
from slimgo.values.image import ImageFile
from slimgo.values.need import Need, NeedName, Standing
from slimgo.values.question import ProbeFacts
from tests.waiting import PATIENCE_SECONDS

USER = User(uid=65532, gid=65532)
Files = tuple[AddedFile, ...]


@dataclass(frozen=True, kw_only=True)
class Trait:
    """A program of tests/programs/needs-NAME, and what is to be found out of it."""

    name: NeedName
    standing: Standing = "needed"
    fails_with: str = ""
    """What it prints without the cure; empty where it works without."""
    its_own: Callable[[Path, Path], Files] = lambda _, __: ()
    """From the program and a folder for what it makes: files that it finds in any case."""
    met_by: Callable[[Files, Files], Files] = lambda cure, _: cure
    """From the files of slimgo's cure and its own: those with which it works."""
    env: tuple[tuple[str, str], ...] = ()
    """What the cure sets."""
    curable: bool = True
    """Whether anything makes it work."""


def _certificates(program: Path, folder: Path) -> Files:
    subprocess.run((program, "make", folder), check=True, timeout=PATIENCE_SECONDS)
    return (AddedFile(path="/server.pem", content=(folder / "server.pem").read_bytes()),)


def _with_its_root(cure: Files, own: Files) -> Files:
    """As if the issuer of the program's server were one of the well-known."""
    (bundle,) = cure
    return (AddedFile(path=bundle.path, content=bundle.content + own[0].content), *own)


def _with_issuer(program: Path, folder: Path) -> Files:
    served = _certificates(program, folder)
    return (AddedFile(path="/ca.pem", content=(folder / "ca.pem").read_bytes()), *served)


def _helper(_: Files, __: Files) -> Files:
    content = trial_program(host_goarch())
    return (AddedFile(path="/usr/bin/helper", content=content, mode=0o755),)


TRAITS = (
    Trait(
        name="certificates",
        fails_with="certificate signed by unknown authority",
        its_own=_with_issuer,
        met_by=_with_its_root,
    ),
    Trait(name="zones", fails_with="unknown time zone Europe/Berlin"),
    Trait(name="user", fails_with="user: Current requires cgo"),
    Trait(name="tmp", fails_with="no such file or directory"),
    Trait(name="mime", standing="wanted", fails_with="the type of .tex is not known"),
    Trait(name="resolver", standing="wanted"),
    Trait(name="programs", fails_with="executable file not found in $PATH", met_by=_helper),
    Trait(
        name="plugins",
        standing="suspected",
        fails_with="plugin: not implemented",
        curable=False,
    ),
    Trait(name="home", fails_with="permission denied", env=(("HOME", "/home/user"),)),
)


def guest(program: Path, folder: Path, added: Iterable[AddedFile] = (), port: int = 0) -> Guest:
    """The program and those files in a new root below the folder, all root's but what is not."""
    root = folder / "box" / "root"
    if root.parent.exists():  # from an earlier start, whose files may let nobody write
        tree.empty(str(root.parent))
    root.mkdir(parents=True)
    content = program.read_bytes()
    files = (AddedFile(path="/program", content=content, mode=0o755), *added)
    placed: dict[str, ImageFile] = {"/": _entry(AddedFile(path="/", mode=0o755, folder=True))}
    for each in files:
        at = root / each.path[1:]
        for above in reversed(at.relative_to(root).parents[:-1]):
            made = AddedFile(path=f"/{above}", mode=0o755, folder=True)
            placed.setdefault(made.path, _entry(made))
        at.parent.mkdir(parents=True, exist_ok=True)
        if each.folder:
            at.mkdir(exist_ok=True)
        else:
            at.write_bytes(each.content)
        at.chmod(each.mode)
        placed[each.path] = _entry(each)
    return Guest(
        root=root,
        argv=("/program",),
        port=port,
        uid=USER.uid,
        gid=USER.gid,
        files=tuple(placed.values()),
    )


def _entry(each: AddedFile) -> ImageFile:
    return ImageFile(
        path=each.path,
        kind="directory" if each.folder else "file",
        mode=each.mode,
        uid=each.uid,
        gid=each.gid,
        size_bytes=len(each.content),
        sha256="",
    )


def found(program: Path, level: Level, start: Guest) -> tuple[ProbeFacts, tuple[Need, ...]]:
    """Runs it to its end, and says what it needs."""
    observing = Observing(level)
    facts = ran_to_its_end(lambda: observing.start(start), seconds=PATIENCE_SECONDS)
    told = needs(suspicions(program), observing.opened(), env=start.env, home=start.home)
    return facts, told


def said(told: Iterable[Need]) -> dict[NeedName, Standing]:
    """What is worth a line: not what is in a library only."""
    return {each.name: each.standing for each in told if each.standing != "in a library"}
