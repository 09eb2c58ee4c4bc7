"""`slimgo merge`: what several runners shipped, brought together and held against the sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from slimgo.config.order import Order
from slimgo.errors import BadInput
from slimgo.pipeline.find import surroundings_of
from slimgo.pipeline.shipped import FOLDER, executable_sources, made_of, saved_in
from slimgo.pipeline.sources import sources_of
from slimgo.pipeline.wanted import Wanted, wanted
from slimgo.plan.ship import binary_steps
from slimgo.run.host import host_goarch
from slimgo.run.store import Store
from slimgo.run.toolchain import find_go
from slimgo.values.shipment import SavedShipment, Shipment
from slimgo.values.target import Target

MISSING = "no result of these sources: slimgo build {words}"


def merged(
    order: Order, ambient: Mapping[str, str], folders: Iterable[Path]
) -> tuple[Shipment, ...]:
    """One for each program of the settings file and each of its targets; one that no folder holds,
    or only of other sources or settings, has an error that says so.

    folders: where the runners' build folders are now; the project's own counts too. Raises BadInput
    for a folder that is not there."""
    programs = wanted(order, ambient)
    found: dict[str, list[SavedShipment]] = {}  # by title
    own = {each.settings.build / FOLDER for each in programs}
    for folder in (*own, *folders):
        if not folder.is_dir() and folder not in own:
            raise BadInput(f"there is no folder {folder}")
        for saved in saved_in(folder):
            found.setdefault(saved.shipment.title, []).append(saved)
    return tuple(_chosen(each, found.get(each.title, [])) for each in programs)


def _chosen(program: Wanted, saved: Iterable[SavedShipment]) -> Shipment:
    """A red one before a green one: two runners that disagree are no proof."""
    now = {target: _made_of(program, target) for target in {each.target for each in saved}}
    fresh = [each.shipment for each in saved if each.made_of and each.made_of == now[each.target]]
    fresh.sort(key=lambda each: not each.failure)
    name = program.settings.program.name
    if fresh:
        return fresh[0]
    words = " --target ".join(filter(None, (name, program.target)))
    return Shipment(name=name, error=MISSING.format(words=words), target=program.target)


def is_current(program: Wanted, saved: SavedShipment) -> bool:
    """Whether it was made of the sources and settings that are there now."""
    return bool(saved.made_of) and saved.made_of == _made_of(program, saved.target)


def _made_of(program: Wanted, target: str) -> str:
    settings = program.settings
    goos, _, goarch = target.partition("/")
    steps = binary_steps(
        settings.program,
        packing=program.packing,
        target=Target(goos=goos, goarch=goarch),
        host=Target(goos="linux", goarch=host_goarch()),
    )
    if settings.program.source.executable:
        return made_of(settings, steps, executable_sources(settings))
    surroundings = surroundings_of(settings)
    go = find_go(settings.go, surroundings, settings.cache)
    here = replace(
        surroundings,
        environment={**surroundings.environment, "GOARCH": goarch},
        programs={"go": go.path},
    )
    store = Store(build=settings.build)
    sources = sources_of(steps[0].command, here, store, go=go.identity)
    return made_of(settings, steps, sources)
