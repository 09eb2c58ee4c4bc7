"""From an order to a program that was shipped: what `slimgo build` and `slimgo run` do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from slimgo.config.order import Order
from slimgo.config.program import program_of, project_of, tags_of
from slimgo.config.read import private_cache
from slimgo.config.settings import Options, Settings, settings
from slimgo.engines.published import in_use, taken
from slimgo.errors import BadInput, ToolMissing
from slimgo.pipeline.discovered import discovered, with_probe
from slimgo.pipeline.dockerfile import ignore_build_folder
from slimgo.pipeline.fetched_go import fetched_go
from slimgo.pipeline.find import go_of, surroundings_in
from slimgo.pipeline.mains import find_mains
from slimgo.pipeline.make import blank_result, opened_for, script
from slimgo.pipeline.project import Project
from slimgo.pipeline.serve import foreground
from slimgo.pipeline.ship import packing_of, ship_way
from slimgo.pipeline.together import built_together
from slimgo.pipeline.walk import walk
from slimgo.pipeline.way import Way
from slimgo.plan.engines import ENGINES
from slimgo.report.json import to_json
from slimgo.report.ship import made_as
from slimgo.run.host import host_goarch
from slimgo.run.store import write_whole
from slimgo.run.toolchain import go_on_path
from slimgo.terminal.screen import Terminal
from slimgo.values.event import Heading, Tell
from slimgo.values.probe import Probe, Service
from slimgo.values.program import Program
from slimgo.values.result import Result
from slimgo.values.step import Step


@dataclass(frozen=True, kw_only=True)
class Shipped:
    """What came of an order."""

    result: Result
    program: Program
    project: Path
    """The folder that its build folder stands in."""

    @property
    def reference(self) -> str:
        """The image's name where docker or podman keeps it; else the absolute path of what was
        made."""
        made = made_as(self.result, self.program)
        kind = ENGINES.get(self.result.engine)
        return made if kind and not kind.keeps_files else str(self.project / made)


def ship(
    order: Order,
    tell: Tell,
    *,
    whole: bool = False,
    done: Callable[[Shipped], None] = lambda _: None,
) -> tuple[Shipped, ...]:
    """Builds, packs, makes the image, proves it, and gives it its tag: each program after the
    other. done: is called with each as soon as it is shipped.

    whole: everything is told, not only what is loud. Raises SlimgoError of every kind; what was
    done before that is shipped.
    """
    shipped = []
    for group in _groups(order):
        with group.opened(tell, dry=False) as project:
            ignore_build_folder(project)
            tell(Heading(result=blank_result(project), whole=whole, go=project.go))
            for each in group.each(project, together=True):
                made = _shipped(discovered(each, _build_step(each, group)), group)
                shipped.append(made)
                done(made)
    return tuple(shipped)


def _shipped(project: Project, group: _Group) -> Shipped:
    options = group.options(project)
    steps = group.way.chosen(project, options, group.way.whole)
    result = walk(project, steps, blank_result(project), lambda _: None)
    write_whole(project.store.build / f"{project.program.name}.json", to_json(result))
    return Shipped(result=result, program=project.program, project=project.settings.project)


def run(order: Order, terminal: Terminal, *, host_port: int | None = None) -> NoReturn:
    """The same for one program, and then serves it in the foreground, published on 127.0.0.1,
    until it is told to end. host_port: where; the program's own port by default.

    Raises Stopped after a clean end; BadInput for what is no service; SlimgoError of every kind.
    """
    if host_port and in_use(host_port):
        raise taken(host_port)
    groups = _groups(order)
    group = groups[0]
    count = sum(len(each.programs) for each in groups)
    if count > 1:
        raise BadInput(f"{count} programs were named, and one is served", cure="name one package")
    with group.opened(terminal, dry=False) as opened:
        ignore_build_folder(opened)
        (project,) = group.each(opened)
        known = discovered(project, _build_step(project, group))
        program = known.program
        if not isinstance(program.probe, Service):
            raise BadInput(f"{program.name} is no service", cure="name its port, as in --port 8080")
        port = host_port or program.probe.port
        if in_use(port):
            raise taken(port)
        _shipped(known, group)
        engine = known.engine
        if engine is None:
            raise ToolMissing("no engine works here", why=known.engine_reason, cure="invoke doctor")
    foreground(replace(known.settings, port=port), engine, terminal)


def scripted(order: Order, tell: Tell) -> str:
    """The same as a shell script for each program; nothing is made."""
    scripts = []
    for group in _groups(order):
        with group.opened(tell, dry=True) as opened:
            for project in group.each(opened):
                steps = group.way.chosen(project, group.options(project), group.way.whole)
                scripts.append(script(project, steps, here=order.here))
    return "\n".join(scripts)


@dataclass(frozen=True, kw_only=True)
class _Group:
    """Programs whose build folder is the same."""

    programs: tuple[Settings, ...]
    way: Way
    probe: Probe

    def options(self, project: Project) -> Options:
        return Options(settings=project.settings)

    @contextmanager
    def opened(self, tell: Tell, *, dry: bool) -> Iterator[Project]:
        """With the first program; the build folder is locked unless dry."""
        options = Options(settings=self.programs[0], dry=dry)
        with opened_for(options, self.way, self.way.whole, tell) as project:
            yield project

    def each(self, opened: Project, *, together: bool = False) -> Iterator[Project]:
        """One project for each program. together: several are built by one command."""
        projects = [
            with_probe(replace(opened, settings=each), self.probe) for each in self.programs
        ]
        prebuilt: Mapping[str, Path] = {}
        if together and len(projects) > 1:
            prebuilt = built_together(
                opened, [(each.settings, _build_step(each, self)) for each in projects]
            )
        for each in projects:
            yield replace(each, prebuilt=prebuilt)


def _build_step(project: Project, group: _Group) -> Step:
    return group.way.chosen(project, group.options(project), ("build",))[0]


def _groups(order: Order) -> tuple[_Group, ...]:
    packing = packing_of(order.chosen.text("pack"), host_goarch(), best=order.best)
    way = ship_way(packing)
    groups: dict[Path, list[Settings]] = {}
    for each in settings_of(order, os.environ, packer=packing.packer if packing else ""):
        groups.setdefault(each.build, []).append(each)
    return tuple(
        _Group(programs=tuple(each), way=way, probe=order.probe) for each in groups.values()
    )


def settings_of(order: Order, ambient: Mapping[str, str], *, packer: str) -> tuple[Settings, ...]:
    """One for each program that the order names, which Go is asked for. Raises BadInput."""
    cache = private_cache(order.chosen)
    go = order.chosen.text("go") or go_on_path(ambient.get("PATH", ""))
    surroundings = surroundings_in(order.here, ambient, cache, workspace=True)
    if "fetch_go" in order.chosen.flags:
        go = fetched_go(go, order, surroundings, cache)
    where, tags = go_of(go, surroundings, cache), tags_of(order.chosen)
    mains = find_mains(order.packages, order.here, where, tags=tags)
    for name in ("name", "tag"):
        if len(mains) > 1 and order.chosen.text(name):
            raise BadInput(
                f"--{name} is for one program, and {len(mains)} were named", cure="leave it out"
            )
    return tuple(
        settings(
            order.chosen,
            project=project_of(order, main),
            program=program_of(order, main),
            packer=packer,
            port=order.probe.port,
            ambient=ambient,
            go=go,
        )
        for main in mains
    )
