"""From an image that exists to the plan of a smaller one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from slimgo.config.order import Order, Request
from slimgo.config.read import private_cache
from slimgo.config.settings import Options
from slimgo.errors import BadInput, ToolMissing
from slimgo.pipeline.find import go_of, surroundings_in
from slimgo.pipeline.image_tar import ImageTar
from slimgo.pipeline.make import opened_for
from slimgo.pipeline.project import Project
from slimgo.pipeline.ship import packing_of, ship_way
from slimgo.pipeline.shrink.keeping import planned
from slimgo.pipeline.shrink.named import home_of, settings_of
from slimgo.pipeline.shrink.read import Reader, placed
from slimgo.run.host import host_goarch
from slimgo.run.scratch import scratch
from slimgo.run.store import Store
from slimgo.sandbox.isolation import Isolation, choose_isolation
from slimgo.values.event import Doing, Tell
from slimgo.values.shrunk import Shrunk
from slimgo.values.step import Step


@dataclass(frozen=True, kw_only=True)
class Shrinking:
    """A smaller image that can be made."""

    project: Project
    """With its program, and all that its image is to hold."""
    steps: tuple[Step, ...]
    shrunk: Shrunk
    tar: ImageTar


@contextmanager
def shrinking(
    typed: str, order: Order, ambient: Mapping[str, str], tell: Tell, *, dry: bool
) -> Iterator[Shrinking]:
    """typed: an image's tar, layout or name, or a program of the settings file that names one.

    The build folder is locked meanwhile, unless dry: then nothing is written that stays. Raises
    SlimgoError of every kind.
    """
    request, typed = _request(typed, order)
    chosen = request.chosen
    cache = private_cache(chosen)
    surroundings = surroundings_in(order.here, ambient, cache, workspace=False)
    surroundings = go_of(chosen.text("go"), surroundings, cache)
    packing = packing_of(chosen.text("pack"), host_goarch(), best=request.best)
    way = ship_way(packing)
    with scratch() as folder:
        reader = Reader(
            order=order,
            surroundings=surroundings,
            isolation=_isolation(),
            folder=folder,
            home=home_of(order),
        )
        tell(Doing(text=f"reading {typed}"))
        image = reader.read(typed, request)
        made = settings_of(order, request, image, packing=packing, ambient=ambient)
        options = Options(settings=made, dry=dry)
        with opened_for(options, way, way.whole, tell) as opened:
            if dry:
                found = _forgetful(opened, folder)
            else:
                found, image = opened, placed(image, opened)
            project, told = planned(found, image, request)
            steps = way.chosen(project, options, way.whole)
            yield Shrinking(project=project, steps=steps, shrunk=told, tar=image.tar)


def _forgetful(project: Project, folder: Path) -> Project:
    """The project, which keeps nothing of what it finds out."""
    store = Store(build=folder / "build")
    store.parts.mkdir(parents=True)
    return replace(project, store=store)


def _request(typed: str, order: Order) -> tuple[Request, str]:
    """What is asked, and the image."""
    if order.file and typed in order.file.programs:
        request = order.of(typed)
        image = request.chosen.text("image")
        if not image:
            raise BadInput(f"{typed} names no image", cure=f"slimgo build {typed}")
        return request, image
    return order.of(), typed


def _isolation() -> Isolation:
    found = choose_isolation(host_goarch())
    if found.level and found.level.own_root:
        return found
    sees = f"isolation {found.level.name} shows it this machine's files; " if found.level else ""
    raise ToolMissing(
        "what an image's program opens cannot be seen here",
        why=f"{sees}{found.reason}",
        cure="run it as root, or where namespaces are allowed",
    )
