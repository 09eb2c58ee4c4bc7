"""What is done to one variant in one round: an entry for each measuring."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from slimgo.errors import BadInput, EngineFailed, SlimgoError, ToolMissing
from slimgo.facts.page_cache import evict
from slimgo.facts.timing import first_answer, its_end
from slimgo.pipeline.alone import alone, level_of
from slimgo.pipeline.price.generator import Generator
from slimgo.pipeline.price.possible import by_engine
from slimgo.pipeline.price.pulls import image_of
from slimgo.pipeline.price.registry import Registry, registry
from slimgo.pipeline.price.subject import subject_of
from slimgo.pipeline.project import Project
from slimgo.pipeline.starts import accompanied, as_in_its_image, on_level
from slimgo.plan.price import measurings as m
from slimgo.plan.price import quantities as q
from slimgo.plan.price.measurings import Measuring
from slimgo.sandbox.trials.trials import (
    Load,
    Subject,
    Trial,
    TrialFailed,
    Trials,
    TrialsEnded,
    trials,
)
from slimgo.values.event import Doing
from slimgo.values.guest import Guest
from slimgo.values.price import NotMeasured, PricedVariant
from slimgo.values.probe import Probe, Service
from slimgo.values.running import Running
from slimgo.values.start import Start

_REST_SECONDS = 0.01
"""Before each start. Where one follows another at once, Linux counts all processors as busy, and
leaves threads on the one where they began: nothing is started so."""
_LOAD_SECONDS = 60.0

Taken = Mapping[str, float]
"""Quantity -> what was measured of it, in its unit."""


class VisitFailed(Exception):
    """A variant that was to be measured did not answer; its words say why."""


@dataclass(frozen=True, kw_only=True)
class Harness:
    """Everything that visits need, while it is open."""

    project: Project
    trials: Trials
    guests: Mapping[str, tuple[Guest, Path]]
    """By variant: the program in a root of its own, and the file that is executed."""
    contained: Mapping[str, Callable[[], Running]]
    """By variant: starts it as in its image's container."""
    generator: Generator | None
    """What asks it many times; None where there is none."""
    by_engine: Mapping[str, Callable[[], Running]]
    """By variant: has the engine start its image; none where no engine was asked for."""
    registry: Registry | None
    """What every image is in; None where there is none."""
    lacking: tuple[NotMeasured, ...]
    """What cannot be measured for want of it."""
    disk_waits: list[str] = field(default_factory=list)
    """The variants whose starts waited for the disk, though their files should be in memory."""

    def visit(self, measuring: Measuring, variant: str) -> Taken:
        """Raises VisitFailed; TrialsEnded where nothing more can be measured."""
        try:
            return _VISITS[measuring.name](self, variant)
        except TrialsEnded:
            raise
        except (TrialFailed, TimeoutError, OSError) as error:
            raise VisitFailed(str(error)) from error
        except SlimgoError as error:
            raise VisitFailed(": ".join(filter(None, (error.what, error.why)))) from error

    @property
    def probe(self) -> Probe:
        return self.project.program.probe

    @contextmanager
    def subject(self, variant: str) -> Iterator[Subject]:
        """The program in a copy of its root, so that no start finds what an earlier one wrote. The
        file that is executed is the same one: its pages are shared, and stay in memory."""
        guest, program = self.guests[variant]
        root = guest.root.with_name(f"{guest.root.name}-{secrets.token_hex(4)}")
        shutil.copytree(guest.root, root, symlinks=True, copy_function=partial(_copied, program))
        try:
            time.sleep(_REST_SECONDS)
            yield subject_of(self.probe, replace(guest, root=root))
        finally:
            shutil.rmtree(root, ignore_errors=True)

    def started(
        self, variant: str, *, cpus: tuple[int, ...] = (), load: Load | None = None
    ) -> Trial:
        with self.subject(variant) as subject:
            return self.trials.start(subject, cpus=cpus, load=load)


def _copied(program: Path, source: str, target: str) -> None:
    if program.samefile(source):
        os.link(source, target)
    else:
        shutil.copy2(source, target)


@contextmanager
def harness(
    project: Project,
    variants: Sequence[PricedVariant],
    generator: Generator | None,
    measurings: Sequence[Measuring],
) -> Iterator[Harness]:
    """measurings: what it will be used for. Raises EngineFailed where nothing can be started."""
    how = project.program.probe
    level = level_of(project)
    with ExitStack() as stack:
        stack.enter_context(accompanied(project.program.companions, project.surroundings))
        guests: dict[str, tuple[Guest, Path]] = {}
        contained: dict[str, Callable[[], Running]] = {}
        for each in variants:
            path = project.path(each.path)
            guest = stack.enter_context(alone(project, path, how))
            guests[each.name] = guest, guest.root / Path(guest.argv[0]).name
            contained[each.name] = stack.enter_context(
                as_in_its_image(project, path, how, on_level(level))
            )
        reaches = [each.port for each in project.program.companions]
        opened = stack.enter_context(
            trials(level, project.surroundings, reaches, writable=project.store.parts)
        )
        pulls = set(measurings) & set(m.PULLS)
        found, why = _registry(project, variants, stack) if pulls else (None, "")
        yield Harness(
            project=project,
            trials=opened,
            guests=guests,
            contained=contained,
            generator=generator,
            by_engine=_kept(project, variants, stack) if m.ENGINE in measurings else {},
            registry=found,
            lacking=tuple(NotMeasured(what=each.name, why=why) for each in m.PULLS) if why else (),
        )


def _kept(
    project: Project, variants: Sequence[PricedVariant], stack: ExitStack
) -> Mapping[str, Callable[[], Running]]:
    """Each variant's image in the engine, until the stack is closed."""
    engine = by_engine(project)
    if engine is None:
        raise ValueError("no engine was asked for")
    how = project.program.probe
    start = Start(
        port=how.port,
        given=how.given,
        reaches=tuple(each.port for each in project.program.companions),
    )
    found: dict[str, Callable[[], Running]] = {}
    for number, each in enumerate(variants):
        project.tell(Doing(text=f"loading {each.name} into {engine.name}"))
        name = engine.unchecked(f"slimgo-price-{number}")
        stack.callback(engine.discard, name)
        with tempfile.TemporaryDirectory(dir=project.store.parts) as folder:
            engine.keep(image_of(project, each.path, Path(folder), tag=name), name)
        found[each.name] = partial(engine.start, name, start)
    return found


def _registry(
    project: Project, variants: Sequence[PricedVariant], stack: ExitStack
) -> tuple[Registry | None, str]:
    """None where there is none, and why."""
    project.tell(Doing(text="filling a registry with the images"))
    try:
        return stack.enter_context(registry(project, variants)), ""
    except (ToolMissing, BadInput, EngineFailed) as error:
        return None, ": ".join(filter(None, (error.what, error.why)))
    except TrialFailed as error:
        return None, str(error)


def _start(harness: Harness, variant: str) -> Taken:
    trial = harness.started(variant)
    if trial.major_faults:
        harness.disk_waits.append(variant)
    memory = {q.PRIVATE: trial.private, q.PROPORTIONAL: trial.proportional, q.PEAK: trial.peak}
    return {q.START: trial.seconds, **_known(memory)}


def _start_on_one_cpu(harness: Harness, variant: str) -> Taken:
    last = max(os.sched_getaffinity(0))
    return {q.START_ONE_CPU: harness.started(variant, cpus=(last,)).seconds}


def _start_cold(harness: Harness, variant: str) -> Taken:
    with harness.subject(variant) as subject:
        if not evict(harness.guests[variant][1]):
            raise VisitFailed("the kernel keeps its file in memory")
        return {q.START_COLD: harness.trials.start(subject).seconds}


def _start_contained(harness: Harness, variant: str) -> Taken:
    how = harness.probe
    time.sleep(_REST_SECONDS)
    with harness.contained[variant]() as running:
        if isinstance(how, Service):
            first_answer(running, asked=how.first)
        else:
            its_end(running)
        return {q.START_CONTAINER: time.monotonic() - running.began}


def _start_by_engine(harness: Harness, variant: str) -> Taken:
    how = harness.probe
    time.sleep(_REST_SECONDS)
    began = time.monotonic()
    with harness.by_engine[variant]() as running:
        if isinstance(how, Service):
            first_answer(running, asked=how.first)
        else:
            its_end(running)
        return {q.START_ENGINE: time.monotonic() - began}


def _load(harness: Harness, variant: str) -> Taken:
    if harness.generator is None:
        raise ValueError(variant)
    own, others = halves(sorted(os.sched_getaffinity(0)))
    load = Load(argv=harness.generator.argv, seconds=_LOAD_SECONDS, cpus=others)
    trial = harness.started(variant, cpus=own, load=load)
    told = harness.generator.read(trial.words)
    memory = {
        q.PRIVATE_LOADED: trial.private_later,
        q.PROPORTIONAL_LOADED: trial.proportional_later,
    }
    return {**told, **_known(memory)}


def _replicas(harness: Harness, variant: str) -> Taken:
    with harness.subject(variant) as subject:
        return {q.replicas(count): harness.trials.replicas(subject, count) for count in q.REPLICAS}


def _pull(megabits: int, harness: Harness, variant: str) -> Taken:
    if harness.registry is None:
        raise ValueError(variant)
    name = q.nothing_at(megabits) if megabits else q.NOTHING
    return {name: harness.registry.first_answer(variant, megabits)}


def halves(cpus: list[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """CPUs for a program and for what asks it, so that neither takes the other's time; the same for
    both where there is one only."""
    middle = len(cpus) // 2
    return (tuple(cpus[middle:]), tuple(cpus[:middle])) if middle else (tuple(cpus), tuple(cpus))


def _known(memory: Mapping[str, int | None]) -> dict[str, float]:
    return {name: float(value) for name, value in memory.items() if value}


_VISITS: Mapping[str, Callable[[Harness, str], Taken]] = {
    m.STARTS.name: _start,
    m.ONE_CPU.name: _start_on_one_cpu,
    m.COLD.name: _start_cold,
    m.CONTAINER.name: _start_contained,
    m.ENGINE.name: _start_by_engine,
    m.LOAD.name: _load,
    m.REPLICAS.name: _replicas,
    m.NOTHING.name: partial(_pull, 0),
    **{each.name: partial(_pull, megabits) for megabits, each in m.LINKS.items()},
}
