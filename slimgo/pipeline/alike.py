"""The unpacked and the packed program, alone and in the image, must answer alike."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from slimgo.checks.access import program_of
from slimgo.checks.alike import AS_BEFORE, CHECK, alike, check_alike, comparable
from slimgo.engines.protocol import Engine
from slimgo.oci.account import account
from slimgo.oci.extract import extract
from slimgo.pipeline.probing import Probed, numbered, probed
from slimgo.pipeline.project import Project
from slimgo.pipeline.starts import accompanied, afresh, as_in_its_image, on_level, starter
from slimgo.plan.given_files import unseen
from slimgo.sandbox.given import place_given
from slimgo.sandbox.level import Level
from slimgo.values.event import Doing
from slimgo.values.guest import Guest
from slimgo.values.image import ImageFacts
from slimgo.values.probe import Probe
from slimgo.values.question import ProbeFacts
from slimgo.values.running import Running
from slimgo.values.verdict import Verdict, skipped


def packed_alike(
    project: Project, original: Path, packed: Path, done: Sequence[Probed]
) -> tuple[Verdict, ...]:
    """Whether the packed program, which was probed, answers as the unpacked one."""
    return _each(
        done,
        ("unpacked", "packed"),
        lambda how: _facts(starter(project, original, how), how),
        lambda how: _facts(starter(project, packed, how), how),
    )


def image_alike(
    project: Project,
    engine: Engine,
    image: str,
    facts: ImageFacts,
    *,
    done: Sequence[Probed],
    again: Callable[[Probe], ProbeFacts],
) -> tuple[Verdict, ...]:
    """Whether the image, which was probed, answers as its program does alone.

    again: starts the image and probes it. Alone, the program has the image's user, environment,
    arguments and working folder, and the files that its settings name; of an image with a
    Dockerfile of its own no other files: with those nothing is compared.
    """
    if not any(comparable(each.how) for each in done):
        return ()
    if project.program.dockerfile and project.level:
        begin = on_level(project.level)
        path = project.path(f"{project.program.context}/{project.program.name}")
        return _each(
            done,
            ("bare", "image's"),
            lambda how: _facts(as_in_its_image(project, path, how, begin), how),
            again,
        )
    why = _why_not(project, facts, done)
    program = program_of(facts)
    if why or program is None or project.level is None:
        return (skipped(CHECK, why or "the image names no program"),)
    project.tell(Doing(text="running its program alone"))
    with tempfile.TemporaryDirectory(dir=project.store.parts) as name:
        folder = Path(name)
        root = folder / "root"
        where = root / program.path[1:]
        where.parent.mkdir(parents=True)
        extract(engine.archive(image, folder), program.path, where)
        where.chmod(0o755)
        (root / facts.config.working_dir[1:]).mkdir(parents=True, exist_ok=True)
        alone = partial(_alone, project, root, facts, project.level)
        return _each(done, ("bare", "image's"), lambda how: _facts(alone(how), how), again)


def original_alike(
    project: Project, *, done: Sequence[Probed], again: Callable[[Probe], ProbeFacts]
) -> tuple[Verdict, ...]:
    """Whether the image, which was probed, answers as the one that it was made from; nothing where
    it was made from none.

    The original answered when it was watched; it is started again only where that differs.
    """
    from slimgo.pipeline.shrink.started import original_started

    original = project.program.source.image
    if original is None:
        return ()
    before = {id(each.how): facts for each, facts in zip(done, original.answered, strict=False)}

    def one(how: Probe) -> ProbeFacts:
        known = before.pop(id(how), None)
        if known:
            return known
        project.tell(Doing(text=f"running {original.name}"))
        return _facts(original_started(project, original, how), how)

    found = _each(done, ("original", "image's"), one, again)
    return tuple(replace(each, check=each.check.replace(CHECK, AS_BEFORE)) for each in found)


def _why_not(project: Project, facts: ImageFacts, done: Sequence[Probed]) -> str:
    """Why an image's program cannot be started alone; empty where it can."""
    level = project.level
    if level is None:
        return project.level_reason
    others = sum(each.kind != "directory" for each in facts.files) - 1
    if others:
        return f"the image holds {others} more than its program, which it may need"
    files = [file for each in done for file in each.how.given.files]
    return unseen(files, level=level.name, own_root=level.own_root)


@contextmanager
def _alone(
    project: Project, root: Path, facts: ImageFacts, level: Level, how: Probe
) -> Iterator[Callable[[], Running]]:
    config, given = facts.config, how.given
    who = account(config.user, passwd=facts.passwd, group=facts.group)
    env = {name: value for name, _, value in (pair.partition("=") for pair in config.env)}
    own = root.with_name("given")
    shutil.copytree(root, own)
    try:
        place_given(own, given.files)
        guest = Guest(
            root=own,
            argv=(*config.entrypoint, *(given.arguments or config.cmd)),
            port=how.port,
            env=tuple({**env, **dict(given.env)}.items()),
            uid=who.uid,
            gid=who.gid,
            groups=who.groups,
            home=who.home,
            working_dir=config.working_dir,
            stdin=given.stdin,
            reaches=tuple(each.port for each in project.program.companions),
        )
        with accompanied(project.program.companions, project.surroundings):
            yield partial(afresh, guest, on_level(level))
    finally:
        shutil.rmtree(own, ignore_errors=True)


def _facts(starts: AbstractContextManager[Callable[[], Running]], how: Probe) -> ProbeFacts:
    with starts as start:
        return probed(start, how)[0]


def _each(
    done: Sequence[Probed],
    names: tuple[str, str],
    one: Callable[[Probe], ProbeFacts],
    other: Callable[[Probe], ProbeFacts],
) -> tuple[Verdict, ...]:
    """done: what came of the other. Both are started once more only where they differ."""
    verdicts: list[Verdict] = []
    for number, each in enumerate(done, start=1):
        if not comparable(each.how):
            continue
        ones, others = [one(each.how)], [each.facts]
        if not alike(each.how, ones[0], others[0]):
            others.append(other(each.how))
            ones.append(one(each.how))
        verdicts += numbered(check_alike(each.how, names, ones, others), number)
    return tuple(verdicts)
