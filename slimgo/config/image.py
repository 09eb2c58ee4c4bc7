"""What the image of a program is to be, from what was chosen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from slimgo.config.extras import absolute, extras, owner_of
from slimgo.config.nearest import one_of
from slimgo.config.read import Chosen
from slimgo.errors import BadInput
from slimgo.plan.needs import BY_NAME
from slimgo.plan.ship import USER
from slimgo.values.program import ImageChoices

_PORT = re.compile(r"(\d{1,5})(?:/(tcp|udp|sctp))?")
_LAST_PORT = 65535
_VARIABLE = re.compile(r"[^=\0]+")


def image_choices(
    chosen: Chosen,
    *,
    name: str,
    labels: Iterable[tuple[str, str]],
    tags: tuple[str, ...],
    typed_from: Path,
    project: Path,
) -> ImageChoices:
    """name: the program's. labels: with git's words in them. typed_from: where the typed names of
    files begin; project: where those of a settings file do. Raises BadInput."""
    user = chosen.text("user")
    owner = owner_of(user or USER, "--user")
    entrypoint = chosen.list("entrypoint")
    path = absolute(entrypoint[0], "--entrypoint") if entrypoint else f"/{name}"
    volumes = tuple(sorted({absolute(each, "--volume") for each in chosen.list("volume")}))
    if "/" in volumes:
        raise BadInput("--volume / is the whole image", cure="name a folder in it")
    workdir = chosen.text("workdir")
    workdir = absolute(workdir, "--workdir") if workdir else ""
    files = chosen.tables.get("file", ())
    folders = [*((each, "--volume") for each in volumes)]
    folders += [(workdir, "--workdir")] if workdir else []
    return ImageChoices(
        tags=tags,
        labels=tuple(_one_line(each, "label") for each in labels),
        user=user,
        workdir=workdir,
        entrypoint=(path, *entrypoint[1:]) if entrypoint else (),
        arguments=chosen.list("arguments"),
        env=tuple(_variable(each) for each in chosen.pair("env").items()),
        ports=tuple(_port(each) for each in chosen.list("expose")),
        extras=extras(
            files,
            folders,
            owner=owner,
            folder=typed_from if any(isinstance(each, str) for each in files) else project,
            program=path,
        ),
        volumes=volumes,
        needs=_needs(chosen.list("needs") or ("auto",)),
    )


def _needs(said: tuple[str, ...]) -> tuple[str, ...]:
    known = ("auto", "none", *BY_NAME)
    for each in said:
        if each not in known:
            raise BadInput(f"there is no need {each!r}", cure=one_of(known, each))
    if "none" in said and len(said) > 1:
        raise BadInput("--needs none excludes others", cure="leave none out")
    return said


def _one_line(pair: tuple[str, str], what: str) -> tuple[str, str]:
    """A label; raises BadInput for one that a Dockerfile's line cannot hold."""
    name, value = pair
    if not name or not name.isprintable() or any(char in name for char in " =\"'\\$"):
        raise BadInput(f"a {what} cannot be called {name!r}")
    if "\n" in value or "\r" in value or "\0" in value:
        raise BadInput(f"{what} {name}: {value!r} has several lines", cure="write it in one line")
    return pair


def _variable(pair: tuple[str, str]) -> tuple[str, str]:
    name, value = _one_line(pair, "variable")
    if not _VARIABLE.fullmatch(name):
        raise BadInput(f"a variable cannot be called {name!r}")
    return name, value


def _port(text: str) -> str:
    match = _PORT.fullmatch(text)
    if not match or not 1 <= int(match[1]) <= _LAST_PORT:
        raise BadInput(f"--expose {text!r} is no port", cure="write --expose 8443, or 53/udp")
    return f"{int(match[1])}/{match[2] or 'tcp'}"
