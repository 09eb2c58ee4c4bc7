"""`slimgo check`: a program or an image that already exists, read, started and watched."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from slimgo.checks.access import check_access, program_of
from slimgo.checks.looked import check_static
from slimgo.checks.needs import needs
from slimgo.config.order import Order
from slimgo.config.read import private_cache
from slimgo.engines.builtin import start_tar
from slimgo.errors import BadInput, EngineFailed, Unreadable
from slimgo.facts.binary import read_binary
from slimgo.facts.discover import discover
from slimgo.facts.suspicions import suspicions
from slimgo.oci.account import account
from slimgo.oci.extract import extract
from slimgo.oci.read import read_image
from slimgo.pipeline.discovered import probe_of
from slimgo.pipeline.find import go_of, surroundings_in
from slimgo.pipeline.image_tar import kept_image
from slimgo.pipeline.probing import probed
from slimgo.plan.given_files import unseen
from slimgo.plan.ship import USER
from slimgo.run.host import host_goarch
from slimgo.run.process import Surroundings
from slimgo.run.scratch import scratch
from slimgo.sandbox.given import place_given
from slimgo.sandbox.isolation import Isolation, choose_isolation
from slimgo.sandbox.launch import start
from slimgo.sandbox.opens.opened import opened
from slimgo.sandbox.opens.watch import Watch
from slimgo.values.event import Doing, Tell
from slimgo.values.guest import Guest
from slimgo.values.image import ImageFacts
from slimgo.values.looked import Looked
from slimgo.values.need import Need
from slimgo.values.opened import Opened
from slimgo.values.probe import Probe, Unknown
from slimgo.values.running import Running
from slimgo.values.start import Start
from slimgo.values.target import Target
from slimgo.values.verdict import Verdict, failed, skipped

_WATCHED_SECONDS = 2.0
_ELF = b"\x7fELF"


@dataclass(frozen=True, kw_only=True)
class _Subject:
    """What is looked at."""

    program: Path
    """The program alone, in a folder of ours."""
    inside: str
    """Its path in the image; a file's own name."""
    tar: Path | None
    image: ImageFacts | None
    user: tuple[int, int]
    arguments: tuple[str, ...] = ()
    """What the image starts it with."""


def look(typed: str, order: Order, ambient: dict[str, str], tell: Tell) -> Looked:
    """typed: a file (a program, or an image's tar), or the name of an image that is kept here.

    order: how the program is asked, from where. Raises BadInput where there is nothing of that
    name; Unreadable for what is neither a program nor an image.
    """
    request = order.of()
    cache = private_cache(request.chosen)
    surroundings = surroundings_in(order.here, ambient, cache, workspace=True)
    surroundings = go_of(request.chosen.text("go"), surroundings, cache)
    isolation = choose_isolation(host_goarch())
    with scratch() as folder:
        subject = _found(typed, order, surroundings, isolation, folder)
        tell(Doing(text=f"reading {typed}"))
        binary = read_binary(subject.program, surroundings)
        verdicts: tuple[Verdict, ...] = (check_static(binary, subject.image),)
        if subject.image:
            verdicts += check_access(subject.image)
        why_not = _cannot_be_started(binary.target, isolation)
        if why_not:
            verdicts += (skipped("runs", why_not),)
        elif any(each.status == "fail" for each in verdicts):
            why_not = "it was not started"
        seen = Opened(lacks=why_not)
        if not why_not:
            tell(Doing(text="starting it"))
            verdicts += _started(subject, request.probes[0], isolation, folder)
            tell(Doing(text="looking at what it opens"))
            seen = opened(
                subject.program,
                subject.arguments,
                watch=Watch(seconds=_WATCHED_SECONDS),
                environment=_environment(subject.image),
                user=subject.user,
            )
        level = isolation.level.name if isolation.level and not why_not else ""
        told = needs(suspicions(subject.program), seen, env=_environment(subject.image).items())
        return Looked(
            name=typed,
            program=subject.inside,
            binary=binary,
            image=subject.image,
            user=f"{subject.user[0]}:{subject.user[1]}",
            isolation=level,
            verdicts=verdicts,
            opened=seen,
            needs=_lacking(told, subject.image),
        )


def _lacking(told: Iterable[Need], image: ImageFacts | None) -> tuple[Need, ...]:
    """Those that the image does not meet: it was watched without its other files."""
    there = {file.path for file in image.files} if image else set()
    return tuple(
        each
        for each in told
        if not each.observations or any(seen.name not in there for seen in each.observations)
    )


def _found(
    typed: str, order: Order, surroundings: Surroundings, isolation: Isolation, folder: Path
) -> _Subject:
    path = order.here / typed
    try:
        if path.is_dir():
            raise BadInput(f"{typed} is a folder", cure="name a program or an image's tar in it")
        if path.is_file():
            with path.open("rb") as file:
                is_program = file.read(4) == _ELF
            if is_program:
                return _file(path, folder)
            try:
                return _image(typed, path, folder)
            except Unreadable as error:
                if error.cure:
                    raise
                what = f"{typed} is neither a Linux program (ELF) nor an image's tar"
                raise Unreadable(what, why=error.why or error.what) from None
    except OSError as error:
        raise BadInput(f"{typed} cannot be read", why=error.strerror or str(error)) from None
    except ValueError:
        pass  # a name that no file can have
    return _image(typed, kept_image(typed, order, surroundings, isolation, folder).path, folder)


def _file(path: Path, folder: Path) -> _Subject:
    program = _alone(folder, path.name)
    shutil.copyfile(path, program)
    program.chmod(0o755)
    uid, gid = (int(part) for part in USER.split(":"))
    return _Subject(program=program, inside=path.name, tar=None, image=None, user=(uid, gid))


def _image(typed: str, tar: Path, folder: Path) -> _Subject:
    facts = read_image(tar)
    found = program_of(facts)
    if found is None:
        (verdict,) = check_access(facts)
        raise Unreadable(f"{typed} starts nothing", why=verdict.evidence, cure=verdict.cure)
    program = _alone(folder, found.path)
    extract(tar, found.path, program)
    program.chmod(0o755)
    who = account(facts.config.user, passwd=facts.passwd, group=facts.group)
    return _Subject(
        program=program,
        inside=found.path,
        tar=tar,
        image=facts,
        user=(who.uid, who.gid),
        arguments=(*facts.config.entrypoint[1:], *facts.config.cmd),
    )


def _alone(folder: Path, path: str) -> Path:
    """Where a program stands by itself, under its own name: errors name it."""
    alone = folder / "alone"
    alone.mkdir()
    return alone / path.rpartition("/")[2]


def _cannot_be_started(target: Target, isolation: Isolation) -> str:
    here = Target(goos="linux", goarch=host_goarch())
    if target != here:
        return f"it is for {target}, and this machine is {here}"
    return isolation.reason if isolation.level is None else ""


def _started(
    subject: _Subject, how: Probe, isolation: Isolation, folder: Path
) -> tuple[Verdict, ...]:
    with _starter(subject, isolation, folder) as begin:
        try:
            if isinstance(how, Unknown):
                seen = discover(partial(begin, Start(given=how.given)))
                how = probe_of(subject.inside.rpartition("/")[2], how, seen)
            why = _unseen(how, isolation)
            if why:
                return (skipped("runs", why),)
            return probed(lambda: begin(Start(port=how.port, given=how.given)), how)[1]
        except EngineFailed as error:
            return (failed("runs", str(error).splitlines()[0], error.cure),)


def _unseen(how: Probe, isolation: Isolation) -> str:
    level = isolation.level
    own_root = level is None or level.own_root
    return unseen(how.given.files, level=level.name if level else "", own_root=own_root)


Begin = Callable[[Start], Running]


@contextmanager
def _starter(subject: _Subject, isolation: Isolation, folder: Path) -> Iterator[Begin]:
    level = isolation.level
    if level is None:
        raise ValueError(isolation.reason)
    if subject.tar:
        tar = subject.tar
        yield lambda how: start_tar(tar, level, how)
        return
    root = folder / "root"
    root.mkdir()
    shutil.copy(subject.program, root / "program")
    uid, gid = subject.user

    def begin(how: Start) -> Running:
        given = how.given
        place_given(root, given.files)
        guest = Guest(
            root=root,
            argv=("/program", *given.arguments),
            port=how.port,
            env=given.env,
            stdin=given.stdin,
            uid=uid,
            gid=gid,
        )
        return start(guest, level)

    yield begin


def _environment(image: ImageFacts | None) -> dict[str, str]:
    pairs = image.config.env if image else ()
    return {name: value for name, _, value in (pair.partition("=") for pair in pairs)}
