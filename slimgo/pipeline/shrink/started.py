"""An image that exists, started: found out how it is to be asked, then probed and observed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from slimgo import __version__
from slimgo.checks.needs import needs
from slimgo.engines.builtin import Begin, start_tar
from slimgo.errors import CheckFailed
from slimgo.facts.discover import discover
from slimgo.facts.suspicions import suspicions
from slimgo.pipeline.discovered import probe_of
from slimgo.pipeline.once import Done, Work, once
from slimgo.pipeline.probing import all_probed, verdicts_of
from slimgo.pipeline.project import Project
from slimgo.pipeline.starts import accompanied
from slimgo.plan.fingerprint import verdict_key
from slimgo.plan.given_files import with_digests
from slimgo.sandbox.launch import start
from slimgo.sandbox.level import Level
from slimgo.sandbox.opens.observing import Observing, why_not_traced
from slimgo.values.discovery import Discovery
from slimgo.values.event import Doing
from slimgo.values.guest import Guest
from slimgo.values.image import ImageConfig, ImageFacts
from slimgo.values.need import Need
from slimgo.values.opened import Opened
from slimgo.values.original import Original
from slimgo.values.probe import Given, Probe, Unknown
from slimgo.values.question import ProbeFacts
from slimgo.values.running import Running
from slimgo.values.start import Start


@dataclass(frozen=True, kw_only=True)
class Watched:
    """What was seen of an image's program while its probes were made."""

    opened: Opened
    needs: tuple[Need, ...]
    """What it may need though it was not seen to look for it."""
    answered: tuple[ProbeFacts, ...]
    """What came of its probes, in their order."""


def given_to(config: ImageConfig, given: Given) -> Given:
    """The same, in the words of an image: where it has no entrypoint, arguments take the place of
    its program, too."""
    if config.entrypoint or not given.arguments:
        return given
    return replace(given, arguments=(*config.cmd[:1], *given.arguments))


@contextmanager
def original_started(
    project: Project, original: Original, how: Probe, *, begin: Begin = start
) -> Iterator[Callable[[], Running]]:
    """Starts the image with what a probe gives it. begin: as launch.start does."""
    config = original.config
    wanted = Start(
        port=how.port,
        given=given_to(config, how.given),
        reaches=tuple(each.port for each in project.program.companions),
        read_only=project.settings.read_only,
    )
    tar = project.path(original.tar)
    with accompanied(project.program.companions, project.surroundings):
        yield lambda: start_tar(tar, _level(project), wanted, begin=begin, config=config)


def _level(project: Project) -> Level:
    if project.level is None:
        raise ValueError(project.level_reason)
    return project.level


def asked(project: Project, original: Original, image: ImageFacts) -> tuple[Probe, ...]:
    """The program's probes; where nobody said how it is to be asked, the first is found out by
    starting the image. Raises BadInput, EngineFailed."""
    how, *others = project.program.probes
    if not isinstance(how, Unknown):
        return project.program.probes

    def do(_: Discovery | None) -> Done[Discovery]:
        project.tell(Doing(text=f"starting {original.name} to see what it does"))
        with original_started(project, original, how) as begin:
            return Done(result=discover(begin), identity=original.config_digest)

    work = Work(
        name=project.record_name("discovered.original"),
        kind=Discovery,
        made_of=_made_of(original),
        identity=original.config_digest,
        checked_as=lambda _: f"{_level(project).name} {with_digests([how])!r}",
        do=do,
    )
    seen = once(project.store, work, recheck=project.settings.recheck).result
    exposed = [port for port in seen.ports if f"{port}/tcp" in image.config.exposed_ports]
    if len(seen.ports) > 1 and len(exposed) == 1:
        seen = replace(seen, ports=tuple(exposed))
    return (probe_of(original.name, how, seen), *others)


def watched(project: Project, original: Original, executable: Path) -> Watched:
    """Makes the probes of the image, and sees what its program opens. executable: a copy of it.

    Raises CheckFailed where a probe fails, or where not everything could be seen.
    """
    level = _level(project)

    def do(_: Watched | None) -> Done[Watched]:
        project.tell(Doing(text=f"probing {original.name} and watching what it opens"))
        return Done(
            result=_watched(project, original, executable, level), identity=original.config_digest
        )

    program = project.program
    key = verdict_key(
        subject=original.config_digest,
        expectation=(with_digests(program.probes), program.companions, original.config),
        tools=(__version__, level.name),
    )
    work = Work(
        name=project.record_name("watched.original"),
        kind=Watched,
        made_of=_made_of(original),
        identity=original.config_digest,
        checked_as=lambda _: key,
        do=do,
    )
    return once(project.store, work, recheck=project.settings.recheck).result


def _watched(project: Project, original: Original, executable: Path, level: Level) -> Watched:
    lacks = why_not_traced(level)
    if lacks:
        raise CheckFailed("what the image's program opens cannot be seen here", why=lacks)
    observing = Observing(level)

    def begin(guest: Guest, _: Level, *, left: ExitStack, **_more: object) -> Running:
        return observing.start(guest, left=left)

    done = all_probed(
        project.program.probes, partial(original_started, project, original, begin=begin)
    )
    for verdict in verdicts_of(done):
        if verdict.status == "fail":
            raise CheckFailed(
                f"{original.name} itself: {verdict.check} ✗",
                why=verdict.evidence,
                cure=verdict.cure or "correct the probe: what it says must hold of the original",
            )
    opened = observing.opened()
    if opened.lacks:
        raise CheckFailed("not all that the image's program opens was seen", why=opened.lacks)
    env: Mapping[str, str] = dict(project.program.image.env)
    told = needs(suspicions(executable), opened, env=env.items(), home=original.account.home)
    return Watched(opened=opened, needs=told, answered=tuple(each.facts for each in done))


def _made_of(original: Original) -> str:
    return f"{original.config_digest} {original.config!r}"
