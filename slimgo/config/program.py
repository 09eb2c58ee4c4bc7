"""The program that is asked for."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import cast

from slimgo.config import entries
from slimgo.config.image import image_choices
from slimgo.config.order import Order, Request
from slimgo.config.read import Chosen
from slimgo.errors import BadInput
from slimgo.oci.tag import parse_tag
from slimgo.plan.cgo import WAYS
from slimgo.plan.placeholders import filled, names_revision
from slimgo.plan.ship import tag_of
from slimgo.values.companion import Companion
from slimgo.values.main import Main
from slimgo.values.program import BUILD, Program, Source
from slimgo.values.revision import Revision

_NAME = re.compile(r"[A-Za-z0-9_][\w.+~-]*")
_TAG = re.compile(r"[\w.]+")  # go/build/constraint, isValidTag
_OF_A_BUILD = ("package", "tags", "values", "ldflags", "gcflags", "goamd64", "cgo", "target")
"""Options that mean nothing to an executable that exists."""
_WITH_REVISION = ("values", "label")
"""Options in whose values git's words can stand."""


def program_of(
    order: Order, request: Request, main: Main, revision: Revision | None = None
) -> Program:
    """main: the package that is asked for. revision: None where wants_revision is False.

    Raises BadInput for odd names and values."""
    chosen = request.chosen
    project = project_of(order, main)
    module = main.project / main.folder
    with_revision = _filler(chosen, revision)
    source = Source(
        folder=os.path.relpath(module, project),
        back=os.path.relpath(project, module) if project != main.project else "",
        package=main.package,
        path=main.path,
        tags=tags_of(chosen),
        ldflags=(*map(_set, with_revision("values")), *chosen.list("ldflags")),
        gcflags=chosen.list("gcflags"),
        goamd64=chosen.text("goamd64"),
        cgo=chosen.text("cgo") if chosen.text("cgo") in WAYS else "",
        workspace=True,
    )
    return _program(order, request, source, main.name, with_revision)


def executable_of(request: Request, order: Order) -> Path | None:
    """The executable that is asked for in place of a package, absolute; None for a package.

    Raises BadInput where something is said of how it is to be built."""
    chosen = request.chosen
    named = chosen.text("executable")
    if not named:
        return None
    for option in _OF_A_BUILD:
        if chosen.origins.get(option, "default") != "default" or chosen.pair(option):
            raise BadInput(
                f"{option} says how a program is built, and {named} exists",
                cure=f"leave {option} out",
            )
    return Path(os.path.abspath(order.here / named))  # noqa: PTH100  links stay


def program_from(
    order: Order,
    request: Request,
    executable: Path,
    *,
    packed_by: str,
    revision: Revision | None = None,
) -> tuple[Path, Program]:
    """The project's folder, and a program that exists. packed_by: what packed it, or empty."""
    out = out_of(order)
    file = order.file
    project = out.parent if out else file.folder if file and file.programs else order.here
    source = Source(
        folder=".",
        package="",
        executable=os.path.relpath(executable, project),
        packed_by=packed_by,
    )
    name = re.sub(r"[^\w.+~-]", "-", executable.name).lstrip(".-") or "program"
    return project, _program(order, request, source, name, _filler(request.chosen, revision))


def _program(
    order: Order,
    request: Request,
    source: Source,
    usual_name: str,
    with_revision: Callable[[str], Iterable[tuple[str, str]]],
) -> Program:
    chosen = request.chosen
    name = chosen.text("name") or request.program or usual_name
    out = out_of(order)
    named(name)
    tag, *more = chosen.list("tag") or (tag_of(name),)
    for each in (tag, *more):
        parse_tag(each)
    folder = out.name if out else BUILD
    return Program(
        name=name,
        source=source,
        probes=request.probes,
        companions=_companions(request),
        tag=tag,
        out=folder,
        context=f"{folder}/{name}",
        image=image_choices(
            chosen,
            name=name,
            labels=with_revision("label"),
            tags=tuple(more),
            typed_from=order.here,
            project=order.file.folder if order.file else order.here,
        ),
    )


def named(name: str) -> str:
    """The same. Raises BadInput for what no program, and no folder of it, can be called."""
    if not _NAME.fullmatch(name):
        raise BadInput(
            f"a program cannot be called {name!r}", cure="name it with --name, as in --name server"
        )
    return name


def _companions(request: Request) -> tuple[Companion, ...]:
    made = []
    own = {each.port for each in request.probes}
    for pair in request.chosen.tables.get("companion", ()):
        name, entry = cast("tuple[str, entries.Companion]", pair)
        if entry.port in own:
            raise BadInput(
                f"program.{request.program}.companion.{name} listens at {entry.port}, where the "
                "program does",
                cure="choose another port for it",
            )
        command = tuple(entry.command)
        made.append(Companion(name=name, command=command, port=entry.port, seconds=entry.seconds))
    return tuple(made)


def wants_revision(request: Request) -> bool:
    """Whether git is to be asked what the sources are."""
    pairs = (request.chosen.pair(option) for option in _WITH_REVISION)
    return names_revision(value for each in pairs for value in each.values())


def _filler(
    chosen: Chosen, revision: Revision | None
) -> Callable[[str], Iterable[tuple[str, str]]]:
    def with_revision(option: str) -> Iterable[tuple[str, str]]:
        return [
            (name, filled(value, revision, where=f"{option} {name}"))
            for name, value in chosen.pair(option).items()
        ]

    return with_revision


def tags_of(chosen: Chosen) -> tuple[str, ...]:
    """The build tags. Raises BadInput for what Go would take for none."""
    tags = chosen.list("tags")
    for tag in tags:
        if not _TAG.fullmatch(tag):
            raise BadInput(
                f"--tags {tag!r} is no build tag", cure="write them by commas: --tags netgo,prod"
            )
    return tags


def project_of(order: Order, main: Main) -> Path:
    """The folder that the program's paths are relative to: that of the settings file, else that
    of its module, unless --out names another one."""
    out = out_of(order)
    if out:
        return out.parent
    return order.file.folder if order.file and order.file.programs else main.project


def out_of(order: Order) -> Path | None:
    """Where everything is made, absolute; None where nobody said so."""
    named = order.of().chosen.text("out")
    if not named:
        return None
    out = Path(os.path.realpath(order.here / named))
    if not out.name:
        raise BadInput("--out / would fill the root folder", cure="name a folder of its own")
    if out.exists() and not out.is_dir():
        raise BadInput(f"--out {named} is no folder", cure="name a folder, or a new one")
    return out


def _set(pair: tuple[str, str]) -> str:
    name, value = pair
    if not name or any(char in f"{name}{value}" for char in "'\"\n"):
        raise BadInput(
            f"-X {f'{name}={value}'!r} is not NAME=VALUE",
            cure="write -X main.version=1.2, without quotes",
        )
    return f"-X '{name}={value}'"
