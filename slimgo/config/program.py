"""The program that an order is for."""

from __future__ import annotations

import os
import re
from pathlib import Path

from slimgo.config.order import Order
from slimgo.config.read import Chosen
from slimgo.errors import BadInput
from slimgo.oci.tag import parse_tag
from slimgo.plan.ship import tag_of
from slimgo.values.main import Main
from slimgo.values.program import BUILD, Program, Source

_NAME = re.compile(r"[A-Za-z0-9_][\w.+~-]*")
_TAG = re.compile(r"[\w.]+")  # go/build/constraint, isValidTag


def program_of(order: Order, main: Main) -> Program:
    """main: a package that the order names. Raises BadInput for odd names and values."""
    chosen = order.chosen
    name = chosen.text("name") or main.name
    out = _out(order)
    project = project_of(order, main)
    module = main.project / main.folder
    if not _NAME.fullmatch(name):
        raise BadInput(
            f"a program cannot be called {name!r}", cure="name it with --name, as in --name server"
        )
    tag = chosen.text("tag") or tag_of(name)
    parse_tag(tag)
    return Program(
        name=name,
        source=Source(
            folder=os.path.relpath(module, project),
            back=os.path.relpath(project, module) if out else "",
            package=main.package,
            path=main.path,
            tags=tags_of(chosen),
            ldflags=tuple(_set(value) for value in chosen.list("values")),
            workspace=True,
        ),
        probes=(order.probe,),
        tag=tag,
        out=out.name if out else BUILD,
        context=f"{out.name if out else BUILD}/{name}",
    )


def tags_of(chosen: Chosen) -> tuple[str, ...]:
    """The build tags. Raises BadInput for what Go would take for none."""
    tags = tuple(filter(None, chosen.text("tags").split(",")))
    for tag in tags:
        if not _TAG.fullmatch(tag):
            raise BadInput(
                f"--tags {tag!r} is no build tag", cure="write them by commas: --tags netgo,prod"
            )
    return tags


def project_of(order: Order, main: Main) -> Path:
    """The folder that the program's paths are relative to."""
    out = _out(order)
    return out.parent if out else main.project


def _out(order: Order) -> Path | None:
    """Where everything is made, absolute; None where nobody said so."""
    named = order.chosen.text("out")
    if not named:
        return None
    out = Path(os.path.realpath(order.here / named))
    if not out.name:
        raise BadInput("--out / would fill the root folder", cure="name a folder of its own")
    if out.exists() and not out.is_dir():
        raise BadInput(f"--out {named} is no folder", cure="name a folder, or a new one")
    return out


def _set(value: str) -> str:
    variable, equals, _ = value.partition("=")
    if not variable or not equals or any(char in value for char in "'\"\n"):
        raise BadInput(
            f"-X {value!r} is not NAME=VALUE", cure="write -X main.version=1.2, without quotes"
        )
    return f"-X '{value}'"
