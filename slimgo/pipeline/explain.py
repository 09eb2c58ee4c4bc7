"""`slimgo explain`: what was shipped, from what was saved of it; nothing is made again."""

from __future__ import annotations

from collections.abc import Mapping

from slimgo.config.order import Order
from slimgo.errors import BadInput
from slimgo.pipeline.merge import is_current
from slimgo.pipeline.shipped import FOLDER, saved_in
from slimgo.pipeline.shrink.named import home_of
from slimgo.pipeline.wanted import wanted
from slimgo.values.program import BUILD
from slimgo.values.result import Result
from slimgo.values.shipment import Shipment


def shipped(order: Order, ambient: Mapping[str, str]) -> tuple[Shipment, Result, bool]:
    """What was shipped of the program that the order names, its result, and whether its sources and
    settings are still the same. Raises BadInput where it was not shipped, or several are named.

    An image that was made smaller is named as it was typed then, or as its program.
    """
    found = _shrunk(order)
    if found:
        return found
    programs = wanted(order, ambient)
    # of several targets this machine's, where it is one of them
    programs = tuple(each for each in programs if not each.target) or programs
    if len(programs) != 1:
        raise BadInput(f"{len(programs)} programs were named", cure="name one")
    (program,) = programs
    name = program.settings.program.name
    words = " --target ".join(filter(None, (name, program.target)))
    for saved in saved_in(program.settings.build / FOLDER):
        if saved.shipment.name == name and saved.shipment.result:
            current = is_current(program, saved)
            return saved.shipment, saved.shipment.result, current
    raise BadInput(f"{program.title} was not shipped yet", cure=f"slimgo build {words}")


def _shrunk(order: Order) -> tuple[Shipment, Result, bool] | None:
    """Of a smaller image; None where the order names none. Nobody looks whether the original is
    still the same: it may be in an engine that is not there."""
    out = order.of().chosen.text("out") or BUILD
    for saved in saved_in(home_of(order) / out / FOLDER):
        result = saved.shipment.result
        if result and result.shrunk and order.words == (result.shrunk.name,):
            return saved.shipment, result, True
        if result and result.shrunk and order.words == (saved.shipment.name,):
            return saved.shipment, result, True
    return None
