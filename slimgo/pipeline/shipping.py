"""From an order to a program that was shipped: what `slimgo build` and `slimgo run` do."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from slimgo.config.order import Order
from slimgo.engines.published import in_use, taken
from slimgo.errors import BadInput, CheckFailed, SlimgoError, ToolMissing
from slimgo.pipeline.groups import One, groups
from slimgo.pipeline.make import blank_result, script
from slimgo.pipeline.needed import remembered
from slimgo.pipeline.serve import foreground
from slimgo.pipeline.shipped import executable_sources, made_of, save
from slimgo.pipeline.sources import sources_of
from slimgo.pipeline.walk import walk
from slimgo.pipeline.written import ignore_build_folder
from slimgo.plan.engines import ENGINES
from slimgo.plan.ship import binary_steps
from slimgo.report.json import to_json
from slimgo.report.ship import made_as
from slimgo.run.store import write_whole
from slimgo.terminal.screen import Terminal
from slimgo.values.event import Heading, Note, Tell
from slimgo.values.probe import Service
from slimgo.values.program import Program
from slimgo.values.result import Result
from slimgo.values.shipment import SavedShipment, Shipment

_NOT_KNOWN = "what the program needs is found out when it is built, and not in this script yet"


@dataclass(frozen=True, kw_only=True)
class Shipped:
    """What came of an order."""

    result: Result
    program: Program
    project: Path
    """The folder that its build folder stands in."""
    target: str = ""
    """`linux/arm64`; empty for this machine's."""

    @property
    def reference(self) -> str:
        """The image's name where docker or podman keeps it; else the absolute path of what was
        made."""
        made = made_as(self.result, self.program)
        kind = ENGINES.get(self.result.engine)
        return made if kind and not kind.keeps_files else str(self.project / made)

    def shipment(self, here: Path) -> Shipment:
        """The same as who stands in the folder reads it."""
        made = self.reference
        return Shipment(
            name=self.program.name,
            steps=self.result.steps,
            result=self.result,
            reference=os.path.relpath(made, here) if Path(made).is_absolute() else made,
            target=self.target,
        )


def ship(
    order: Order,
    tell: Tell,
    *,
    whole: bool = False,
    single: bool = False,
    done: Callable[[Shipped], None] = lambda _: None,
    failed: Callable[[str, SlimgoError], None] = lambda *_: None,
) -> tuple[Shipped, ...]:
    """Builds, packs, makes the image, proves it, and gives it its tag: each program after the
    other. done: is called with each as soon as it is shipped. failed: with the name of each that
    fails, and why; the others are still shipped.

    whole: everything is told, not only what is loud. single: for one target of one program alone.
    Raises SlimgoError of every kind: where one of several programs failed, CheckFailed at the end.
    """
    shipped: list[Shipped] = []
    errors: dict[str, SlimgoError] = {}
    found = groups(order)
    count = sum(len(each.programs) for each in found)
    if single and count != 1:
        raise BadInput(
            f"{count} images would be made, and one is asked for", cure="name one target"
        )
    for group in found:
        with group.opened(tell, dry=False) as project:
            ignore_build_folder(project)
            tell(Heading(result=blank_result(project), whole=whole, go=project.go))
            for each in group.each(project, together=True):
                name = each.wanted.title
                try:
                    shipped.append(_shipped(each))
                except SlimgoError as error:
                    if count == 1:
                        raise
                    errors[name] = error
                    failed(name, error)
                else:
                    done(shipped[-1])
    if errors:
        raise CheckFailed(f"{len(errors)} of {count} programs ✗", why=", ".join(errors))
    return tuple(shipped)


def _shipped(one: One) -> Shipped:
    """What came of it is saved, also where it failed: `slimgo merge` reads it."""
    project = one.project
    name = project.program.name
    target = one.wanted.target
    latest = [blank_result(project)]
    try:
        one = one.known()
        blank = replace(latest[0], needs=one.needs)
        result = walk(one.project, one.steps(), blank, latest.append)
        if one.project.engine:
            one.project.engine.tag_also(one.project.program.tag, one.project.program.image.tags)
    except SlimgoError as error:
        _save(one, Shipment(name=name, steps=latest[-1].steps, error=str(error), target=target))
        raise
    made = Shipped(
        result=result,
        program=one.project.program,
        project=project.settings.project,
        target=target,
    )
    write_whole(project.store.build / f"{name}.json", to_json(result))
    _save(one, made.shipment(project.settings.project))
    return made


def _save(one: One, shipment: Shipment) -> None:
    saved = SavedShipment(shipment=shipment, made_of=_made_of(one), target=str(one.project.target))
    save(one.project.store, saved)


def run(order: Order, terminal: Terminal, *, host_port: int | None = None) -> NoReturn:
    """The same for one program, and then serves it in the foreground, published on 127.0.0.1,
    until it is told to end: this machine's, whatever its targets are. host_port: where; the
    program's own port by default.

    Raises Stopped after a clean end; BadInput for what is no service; SlimgoError of every kind.
    """
    if host_port and in_use(host_port):
        raise taken(host_port)
    found = groups(order, only_here=True)
    count = sum(len(each.programs) for each in found)
    if count != 1:
        raise BadInput(f"{count} programs were named, and one is served", cure="name one package")
    (group,) = found
    with group.opened(terminal, dry=False) as opened:
        ignore_build_folder(opened)
        (one,) = group.each(opened)
        one = one.discovered()
        known, program = one.project, one.project.program
        if not isinstance(program.probe, Service):
            raise BadInput(f"{program.name} is no service", cure="name its port, as in --port 8080")
        port = host_port or program.probe.port
        if in_use(port):
            raise taken(port)
        _shipped(one)
        engine = known.engine
        if engine is None:
            raise ToolMissing("no engine works here", why=known.engine_reason, cure="invoke doctor")
    foreground(replace(known.settings, port=port), engine, known.surroundings, terminal)


def scripted(order: Order, tell: Tell) -> str:
    """The same as a shell script for each program; nothing is made."""
    scripts = []
    for group in groups(order):
        with group.opened(tell, dry=True) as opened:
            for one in group.each(opened):
                with one.for_this_machine(dry=True) as native:
                    seen = (native.project, native.build) if native else None
                    known = remembered(one.project, one.build, seen=seen)
                if known is None:
                    tell(Note(text=_NOT_KNOWN, loud=True))
                here = replace(one, project=known or one.project)
                scripts.append(script(here.project, here.steps(), here=order.here))
    return "\n".join(scripts)


def _made_of(one: One) -> str:
    """Tells its sources and settings from others; empty where that cannot be told."""
    project, program = one.project, one.wanted
    steps = binary_steps(
        program.settings.program,
        packing=program.packing,
        target=project.target,
        host=project.host,
    )
    if program.settings.program.source.executable:
        return made_of(program.settings, steps, executable_sources(program.settings))
    sources = sources_of(
        steps[0].command,
        project.surroundings,
        project.store,
        go=project.go.identity,
        heard=project.heard,
    )
    return made_of(program.settings, steps, sources)
