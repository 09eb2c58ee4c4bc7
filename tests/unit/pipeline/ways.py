"""A way from a source to an image, and a door through which it is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import msgspec

from slimgo.pipeline.make import make
from slimgo.pipeline.project import Project
from slimgo.pipeline.way import Way
from slimgo.run.store import Store
from slimgo.values.event import Event, Tell
from slimgo.values.result import Result
from slimgo.values.step import Step
from tests.unit.pipeline.workshop import Options, Settings, Workshop, options_of


def way_of(steps: Callable[[Project], Sequence[Step]], *, compared: tuple[str, ...] = ()) -> Way:
    def planned(project: Project, options: Options) -> tuple[Step, ...]:
        assert options.settings is project.settings
        return tuple(steps(project))

    return Way(
        whole=("build", "pack", "image", "run", "inspect"),
        with_engine=frozenset(("image", "run", "inspect")),
        packers=_packers,
        steps=planned,
        run_it=lambda settings: f"run --port {settings.port}",
        compared=compared,
        saved_as="whole.json",
    )


def _packers(settings: Settings, names: tuple[str, ...]) -> tuple[str, ...]:
    return ("upx",) if settings.program.name and "pack" in names else ()


@dataclass
class FakeOpening:
    """Takes the place of `slimgo.pipeline.find.opened`. asked: with which packers, and whether
    with an engine; is_open: while the build folder is held."""

    here: Workshop
    asked: list[tuple[tuple[str, ...], bool]] = field(default_factory=list)
    is_open: bool = False
    impossible: BaseException | None = None
    """What stands in the way of opening it."""

    @contextmanager
    def opened(
        self, settings: Settings, tell: Tell, *, packers: Iterable[str], with_engine: bool
    ) -> Iterator[Project]:
        assert settings is self.here.project.settings
        self.asked.append((tuple(packers), with_engine))
        if self.impossible:
            raise self.impossible
        self.is_open = True

        def listener(event: Event) -> None:
            self.here.told.append(event)
            tell(event)

        yield replace(self.here.project, tell=listener)
        self.is_open = False

    def found(
        self,
        settings: Settings,
        tell: Tell,
        store: Store,
        *,
        packers: Iterable[str],
        with_engine: bool,
    ) -> Project:
        """Takes the place of `find`: nothing is held."""
        assert store == self.here.project.store
        with self.opened(settings, tell, packers=packers, with_engine=with_engine) as project:
            return project


@dataclass
class Door:
    """A workshop whose project is opened by the commands."""

    here: Workshop
    opening: FakeOpening

    @property
    def way(self) -> Way:
        return way_of(lambda _: (*self.here.binaries(), *self.here.steps()))

    @property
    def comparing(self) -> Way:
        return replace(self.way, compared=("build", "pack"))

    def make(self, *names: str, dry: bool = False, json: str = "", way: Way | None = None) -> None:
        options = options_of(self.here.project.settings, dry=dry, json=json)
        if names:
            make(options, way or self.way, names)
        else:
            make(options, way or self.way, whole=True)

    def saved(self) -> Result:
        file = self.here.project.store.build / "whole.json"
        return msgspec.json.decode(file.read_bytes(), type=Result, strict=False)
