"""The programs of an order, each opened with what pricing it needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from slimgo.config.order import Order
from slimgo.config.price import PricePlan
from slimgo.errors import BadInput, ToolMissing
from slimgo.pipeline.find import with_tools
from slimgo.pipeline.groups import groups
from slimgo.pipeline.packers import TOOLS
from slimgo.pipeline.price.releases import with_releases
from slimgo.pipeline.project import Project
from slimgo.pipeline.written import ignore_build_folder
from slimgo.plan.price.levers import Levers, in_order
from slimgo.values.event import Note, Tell


@contextmanager
def opened_program(
    order: Order, plan: PricePlan, tell: Tell
) -> Iterator[tuple[Project, PricePlan]]:
    """The only program of the order, with its probe and what it needs; the build folder is locked.
    The plan comes back without what cannot be packed here.

    Raises BadInput where the order names several; SlimgoError of every kind.
    """
    found = groups(order, only_here=True)
    count = sum(len(each.programs) for each in found)
    if count != 1:
        raise BadInput(f"{count} programs were named, and one is priced", cure="name one")
    (group,) = found
    (wanted,) = group.programs
    # an engine is looked for where one is named
    engines = frozenset(("build",)) if order.of().chosen.text("engine") else frozenset[str]()
    way = replace(wanted.way, whole=("build",), with_engine=engines)
    group = replace(group, programs=(replace(wanted, way=way),))
    with group.opened(tell, dry=False) as opened:
        ignore_build_folder(opened)
        (one,) = group.each(opened)
        known = one.known().project
        yield with_packers(known, with_releases(known, plan))


def with_packers(project: Project, plan: PricePlan) -> tuple[Project, PricePlan]:
    """With what packs the plan's variants; those whose packer is not to be had are left out, and
    said. Raises ToolMissing where the baseline is one of them."""
    variants = plan.variants
    wanted = {packer for levers in variants for packer in _packers(levers)}
    for packer in sorted(wanted - {*project.packers}):
        try:
            found = TOOLS[packer].find(project.settings, project.surroundings, project.tell)
        except ToolMissing as error:
            if packer in _packers(variants[0]):
                raise
            gone = ", ".join(in_order(each) for each in variants if packer in _packers(each))
            project.tell(Note(text=f"left out: {gone}: {error}", loud=True))
            variants = tuple(each for each in variants if packer not in _packers(each))
        else:
            project = replace(
                project,
                packers={**project.packers, packer: found},
                surroundings=with_tools(project.surroundings, found),
            )
    return project, replace(plan, variants=variants)


def _packers(levers: Levers) -> set[str]:
    return {each.packing.packer for each in levers if each.packing}
