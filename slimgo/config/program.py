"""The program that an order is for."""

from __future__ import annotations

import re

from slimgo.config.order import Order
from slimgo.errors import BadInput
from slimgo.oci.tag import parse_tag
from slimgo.plan.recipe import BUILD
from slimgo.plan.ship import tag_of
from slimgo.values.main import Main
from slimgo.values.program import Program, Source

_NAME = re.compile(r"[A-Za-z0-9_][\w.+~-]*")


def program_of(order: Order, main: Main) -> Program:
    """main: the package that the order names. Raises BadInput for odd names and values."""
    chosen = order.chosen
    name = chosen.text("name") or main.name
    if not _NAME.fullmatch(name):
        raise BadInput(
            f"a program cannot be called {name!r}", cure="name it with --name, as in --name server"
        )
    tag = chosen.text("tag") or tag_of(name)
    parse_tag(tag)
    return Program(
        name=name,
        source=Source(
            folder=main.folder,
            package=main.package,
            tags=tuple(filter(None, chosen.text("tags").split(","))),
            ldflags=tuple(_set(value) for value in chosen.list("values")),
            workspace=True,
        ),
        probe=order.probe,
        tag=tag,
        context=f"{BUILD}/{name}",
    )


def _set(value: str) -> str:
    variable, equals, _ = value.partition("=")
    if not variable or not equals or any(char in value for char in "'\"\n"):
        raise BadInput(
            f"-X {value!r} is not NAME=VALUE", cure="write -X main.version=1.2, without quotes"
        )
    return f"-X '{value}'"
