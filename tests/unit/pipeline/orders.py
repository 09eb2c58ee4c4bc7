"""From an order to programs that are shipped, all of it by fakes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NoReturn

from slimgo.config.order import Order, order
from slimgo.config.settings import Options, Settings
from slimgo.engines.protocol import Engine
from slimgo.errors import BadInput, Stopped
from slimgo.pipeline.foreign import for_target
from slimgo.pipeline.project import Project
from slimgo.pipeline.ship import ship_way
from slimgo.pipeline.way import Way
from slimgo.run.process import Surroundings
from slimgo.terminal.screen import Terminal
from slimgo.values.event import Doing, Event, Tell
from slimgo.values.main import Main
from slimgo.values.step import Step
from slimgo.values.variant import Packing
from tests.unit.pipeline.workshop import Workshop


@dataclass
class Opened:
    """How a project was opened."""

    options: Options
    way: Way
    names: tuple[str, ...]


@dataclass
class Shipyard:
    """Takes the place of what finds tools and programs. mains: the programs that are found."""

    here: Workshop
    mains: list[Main] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    """Ports of other programs."""
    opened: list[Opened] = field(default_factory=list)
    asked: list[tuple[tuple[str, ...], Path]] = field(default_factory=list)
    """What was to be found, and from where."""
    asked_of: list[str] = field(default_factory=list)
    """The Go that was asked, as it was named."""
    asked_with: tuple[str, ...] = ()
    """The build tags, the last time programs were looked for."""
    surroundings: list[Surroundings] = field(default_factory=list)
    """What Go was asked in."""
    fetched_for: list[tuple[str, Order]] = field(default_factory=list)
    served: list[tuple[Settings, Engine, Terminal]] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.here.project.settings.project

    def has(self, *names: str, project: str = ".") -> None:
        """Programs of one module. project: its folder."""
        folder = self.folder / project
        folder.mkdir(exist_ok=True)
        (folder / "main.go").write_text("package main")
        (folder / "build/.slimgo").mkdir(parents=True, exist_ok=True)
        self.mains += [
            Main(
                project=folder,
                folder=".",
                package=f"./cmd/{name}",
                name=name,
                path=f"example.com/m/cmd/{name}",
            )
            for name in names
        ]

    def order(
        self, *packages: str, ambient: Mapping[str, str] | None = None, **asked: object
    ) -> Order:
        """asked: a service at port 8080 that UPX packs, unless it says otherwise."""
        usual = {"port": 8080, "pack": "upx", "cache": str(self.cache)}
        kept = {name: value for name, value in (usual | asked).items() if value is not None}
        return order(kept, ambient or {}, packages=packages, here=self.folder)

    @contextmanager
    def opened_for(
        self, options: Options, way: Way, names: tuple[str, ...], tell: Tell
    ) -> Iterator[Project]:
        self.opened.append(Opened(options, way, names))
        tell(Doing(text="trying the engines"))

        def listener(event: Event) -> None:
            self.here.told.append(event)
            tell(event)

        store = replace(self.here.project.store, build=options.settings.build)
        store.parts.mkdir(parents=True, exist_ok=True)
        surroundings = replace(self.here.project.surroundings, directory=options.settings.project)
        project = replace(
            self.here.project,
            settings=options.settings,
            store=store,
            surroundings=surroundings,
            tell=listener,
        )
        target = options.settings.target
        yield for_target(project, target) if target else project

    def ship_way(self, packing: Packing | None) -> Way:
        way = ship_way(packing)

        def steps(project: Project, options: Options) -> tuple[Step, ...]:
            assert options.settings is project.settings
            return way.steps(project, options)

        return replace(way, steps=steps)

    def find_mains(
        self, typed: tuple[str, ...], here: Path, where: Surroundings, *, tags: tuple[str, ...]
    ) -> tuple[Main, ...]:
        assert where is self.surroundings[-1]
        self.asked_with = tags
        self.asked.append((typed, here))
        named = tuple(each for each in self.mains if each.package in typed)
        return named or tuple(self.mains)

    def go_of(self, named: str, where: Surroundings, cache: Path) -> Surroundings:
        assert cache == self.cache
        self.asked_of.append(named)
        self.surroundings.append(where)
        return where

    def fetched_go(self, named: str, wanted: Order, where: Surroundings, cache: Path) -> str:
        assert (cache, where.directory) == (self.cache, self.folder)
        self.fetched_for.append((named, wanted))
        return "a fetched go"

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    def in_use(self, port: int) -> bool:
        return port in self.used

    def taken(self, port: int) -> BadInput:
        return BadInput(f"port {port} is taken")

    def foreground(
        self, settings: Settings, engine: Engine, where: Surroundings, terminal: Terminal
    ) -> NoReturn:
        assert where.directory == self.folder
        self.served.append((settings, engine, terminal))
        raise Stopped(2, expected=True)
