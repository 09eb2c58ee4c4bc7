"""From an order to a program that was shipped: what `slimgo build` and `slimgo run` do."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from slimgo.config.order import Order
from slimgo.config.program import program_of
from slimgo.config.read import private_cache
from slimgo.config.settings import Options, Settings, settings
from slimgo.engines.published import in_use, taken
from slimgo.errors import BadInput, ToolMissing
from slimgo.pipeline.discovered import discovered, with_probe
from slimgo.pipeline.dockerfile import ignore_build_folder
from slimgo.pipeline.find import go_of, surroundings_in
from slimgo.pipeline.mains import find_main
from slimgo.pipeline.make import blank_result, opened_for, script
from slimgo.pipeline.project import Project
from slimgo.pipeline.serve import foreground
from slimgo.pipeline.ship import packing_of, ship_way
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
from slimgo.values.probe import Service
from slimgo.values.program import Program
from slimgo.values.result import Result


@dataclass(frozen=True, kw_only=True)
class Shipped:
    """What came of an order. project: the folder that its build folder stands in."""

    result: Result
    program: Program
    project: Path

    @property
    def reference(self) -> str:
        """The image's name where docker or podman keeps it; else the absolute path of what was
        made."""
        made = made_as(self.result, self.program)
        kind = ENGINES.get(self.result.engine)
        return made if kind and not kind.keeps_files else str(self.project / made)


def ship(order: Order, tell: Tell, *, whole: bool = False) -> Shipped:
    """Builds, packs, makes the image, proves it, and gives it its tag.

    whole: everything is told, not only what is loud. Raises SlimgoError of every kind.
    """
    with _opened(order, tell, dry=False) as (project, way, options):
        ignore_build_folder(project)
        tell(Heading(result=blank_result(project), whole=whole))
        known = discovered(project, way.chosen(project, options, ("build",))[0])
        steps = way.chosen(known, options, way.whole)
        result = walk(known, steps, blank_result(known), lambda _: None)
        write_whole(known.store.build / f"{known.program.name}.json", to_json(result))
        return Shipped(result=result, program=known.program, project=known.settings.project)


def run(order: Order, terminal: Terminal, *, host_port: int | None = None) -> NoReturn:
    """The same, and then serves it in the foreground, published on 127.0.0.1, until it is told to
    end. host_port: where; the program's own port by default.

    Raises Stopped after a clean end; BadInput for what is no service; SlimgoError of every kind.
    """
    if host_port and in_use(host_port):
        raise taken(host_port)
    with _opened(order, terminal, dry=False) as (project, way, options):
        ignore_build_folder(project)
        known = discovered(project, way.chosen(project, options, ("build",))[0])
        program = known.program
        if not isinstance(program.probe, Service):
            raise BadInput(f"{program.name} is no service", cure="name its port, as in --port 8080")
        port = host_port or program.probe.port
        if in_use(port):
            raise taken(port)
        walk(known, way.chosen(known, options, way.whole), blank_result(known), lambda _: None)
        engine = known.engine
        if engine is None:
            raise ToolMissing("no engine works here", why=known.engine_reason, cure="invoke doctor")
    foreground(replace(known.settings, port=port), engine, terminal)


def scripted(order: Order, tell: Tell) -> str:
    """The same as a shell script; nothing is made."""
    with _opened(order, tell, dry=True) as (project, way, options):
        return script(project, way.chosen(project, options, way.whole))


@contextmanager
def _opened(order: Order, tell: Tell, *, dry: bool) -> Iterator[tuple[Project, Way, Options]]:
    chosen = order.chosen
    packing = packing_of(chosen.text("pack"), host_goarch(), best=order.best)
    options = Options(
        settings=settings_of(order, os.environ, packer=packing.packer if packing else ""), dry=dry
    )
    way = ship_way(packing)
    with opened_for(options, way, way.whole, tell) as found:
        yield with_probe(found, order.probe), way, options


def settings_of(order: Order, ambient: Mapping[str, str], *, packer: str) -> Settings:
    """With the program that the order names, which Go is asked for. Raises BadInput."""
    cache = private_cache(order.chosen)
    go = order.chosen.text("go") or go_on_path(ambient.get("PATH", ""))
    surroundings = surroundings_in(order.here, ambient, cache, workspace=True)
    main = find_main(order.package, order.here, go_of(go, surroundings, cache))
    return settings(
        order.chosen,
        project=main.project,
        program=program_of(order, main),
        packer=packer,
        port=order.probe.port,
        ambient=ambient,
        go=go,
    )
