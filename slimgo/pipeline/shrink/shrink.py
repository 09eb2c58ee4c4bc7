"""Makes the smaller image, proves it, and gives it its tag; or prints what would be done."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from slimgo.config.order import Order
from slimgo.engines.protocol import Engine
from slimgo.errors import SlimgoError
from slimgo.oci.pull import pull_bytes_of_layers
from slimgo.pipeline.make import blank_result, script
from slimgo.pipeline.project import Project
from slimgo.pipeline.shipped import save
from slimgo.pipeline.shipping import Shipped
from slimgo.pipeline.shrink.shrinking import Shrinking, shrinking
from slimgo.pipeline.walk import walk
from slimgo.pipeline.written import ignore_build_folder
from slimgo.report.json import to_json
from slimgo.run.store import write_whole
from slimgo.values.event import Heading, ShrunkTold, Tell
from slimgo.values.shipment import SavedShipment, Shipment
from slimgo.values.step import Step


def shrunk(
    typed: str, order: Order, ambient: Mapping[str, str], tell: Tell, *, whole: bool = False
) -> Shipped:
    """typed: the image; see shrinking. whole: everything is told, not only what is loud.

    Raises SlimgoError of every kind; the image that exists is never touched.
    """
    with shrinking(typed, order, ambient, tell, dry=False) as planned:
        project = planned.project
        ignore_build_folder(project)
        blank = replace(blank_result(project), shrunk=planned.shrunk)
        tell(Heading(result=blank, whole=whole, go=project.go))
        tell(ShrunkTold(shrunk=planned.shrunk))
        latest = [blank]
        name = project.program.name
        try:
            result = walk(project, planned.steps, blank, latest.append)
        except SlimgoError as error:
            failed = Shipment(name=name, steps=latest[-1].steps, error=str(error))
            _save(planned, failed)
            raise
        if project.engine:
            project.engine.tag_also(project.program.tag, project.program.image.tags)
            told = replace(planned.shrunk, made_pull_bytes=_pull_bytes(project, project.engine))
            result = replace(result, shrunk=told)
        made = Shipped(result=result, program=project.program, project=project.settings.project)
        write_whole(project.store.build / f"{name}.json", to_json(result))
        _save(planned, made.shipment(project.settings.project))
        return made


def scripted(typed: str, order: Order, ambient: Mapping[str, str], tell: Tell) -> str:
    """The same as a shell script. The image is started to see what it opens; nothing is made."""
    with shrinking(typed, order, ambient, tell, dry=True) as planned:
        tell(ShrunkTold(shrunk=planned.shrunk))
        project = planned.project
        original = project.program.source.image
        fetch = planned.tar.command(original.tar) if original else None
        fetched = [Step(number=0, name="save", kind="save", command=fetch)] if fetch else []
        return script(project, (*fetched, *planned.steps), here=order.here)


def _pull_bytes(project: Project, engine: Engine) -> int:
    with tempfile.TemporaryDirectory(dir=project.store.parts) as folder:
        return sum(pull_bytes_of_layers(engine.archive(project.program.tag, Path(folder))))


def _save(planned: Shrinking, shipment: Shipment) -> None:
    project = planned.project
    target = str(project.target)
    save(project.store, SavedShipment(shipment=shipment, made_of="", target=target))
