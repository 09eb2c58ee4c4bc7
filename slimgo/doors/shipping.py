"""What the doors share: from what was asked to a program that was shipped."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from slimgo.engines.published import in_use, taken
from slimgo.errors import BadInput, ToolMissing
from slimgo.oci.tag import parse_tag
from slimgo.pipeline.dockerfile import ignore_build_folder
from slimgo.pipeline.find import go_of, surroundings_in
from slimgo.pipeline.mains import Main, find_main
from slimgo.pipeline.make import blank_result, opened_for, script
from slimgo.pipeline.project import Project
from slimgo.pipeline.serve import foreground
from slimgo.pipeline.ship import Choices, discovered, packing_of, ship_way, with_probe
from slimgo.pipeline.walk import walk
from slimgo.pipeline.way import Way
from slimgo.plan.engines import ENGINES
from slimgo.plan.recipe import BUILD
from slimgo.plan.ship import tag_of
from slimgo.report.json import to_json
from slimgo.report.ship import made_as
from slimgo.run.host import host_goarch
from slimgo.run.store import write_whole
from slimgo.run.toolchain import go_on_path
from slimgo.settings import Options, Settings, private_cache
from slimgo.terminal import Terminal
from slimgo.values.event import Heading, Tell
from slimgo.values.probe import Probe, Service, Unknown
from slimgo.values.program import Program, Source
from slimgo.values.question import Question
from slimgo.values.result import Result

_NAME = re.compile(r"[A-Za-z0-9_][\w.+~-]*")


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is asked. Empty texts leave the choice to us."""

    package: str = ""
    """A folder or an import path."""
    here: Path
    """Absolute; where names of folders begin."""
    probe: Probe = Unknown()  # noqa: RUF009  frozen
    questions: tuple[Question, ...] = ()
    """For a service whose port is still to be found out."""
    packer: str = ""
    best: bool = False
    tag: str = ""
    name: str = ""
    tags: tuple[str, ...] = ()
    """Build tags."""
    values: tuple[str, ...] = ()
    """`NAME=VALUE` each, for the linker's -X."""
    go: str = ""
    engine: str = ""
    read_only: bool = False
    recheck: bool = False


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
        known = discovered(project, way, options, Choices(questions=order.questions))
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
        known = discovered(project, way, options, Choices(questions=order.questions))
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
    packing = packing_of(order.packer, host_goarch(), best=order.best)
    settings = _settings(order, packer=packing.packer if packing else "")
    options = Options(settings=settings, dry=dry, json="", level="", efforts={})
    way = ship_way(packing)
    with opened_for(options, way, way.whole, tell) as found:
        yield with_probe(found, order.probe), way, options


def _settings(order: Order, *, packer: str) -> Settings:
    ambient, cache = os.environ, private_cache()
    go = order.go or ambient.get("SLIMGO_GO") or go_on_path(ambient.get("PATH", ""))
    surroundings = surroundings_in(order.here, ambient, cache, workspace=True)
    main = find_main(order.package, order.here, go_of(go, surroundings, cache))
    return Settings(
        project=main.project,
        go=go,
        upx=ambient.get("SLIMGO_UPX", ""),
        packer=packer,
        engine=order.engine or ambient.get("SLIMGO_ENGINE", ""),
        port=order.probe.port,
        cache=cache,
        program=_program(order, main),
        recheck=order.recheck,
        read_only=order.read_only,
        ambient=ambient,
    )


def _program(order: Order, main: Main) -> Program:
    name = order.name or main.name
    if not _NAME.fullmatch(name):
        raise BadInput(
            f"a program cannot be called {name!r}", cure="name it with --name, as in --name server"
        )
    tag = order.tag or tag_of(name)
    parse_tag(tag)
    for value in order.values:
        variable, equals, _ = value.partition("=")
        if not variable or not equals or any(char in value for char in "'\"\n"):
            raise BadInput(
                f"-X {value!r} is not NAME=VALUE", cure="write -X main.version=1.2, without quotes"
            )
    source = Source(
        folder=main.folder,
        package=main.package,
        tags=order.tags,
        ldflags=tuple(f"-X '{value}'" for value in order.values),
        workspace=True,
    )
    context = f"{BUILD}/{name}"
    return Program(name=name, source=source, probe=order.probe, tag=tag, context=context)
