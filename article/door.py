"""The article's options, and what they come to: the door that its tasks share."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from invoke.config import DataProxy
from invoke.context import Context
from invoke.tasks import Task

from slimgo.config.option import Option
from slimgo.config.options import OPTIONS, packers
from slimgo.doors.task import task as any_task
from slimgo.errors import BadInput

if TYPE_CHECKING:
    from slimgo.config.settings import Options, Settings

_TABLE = (
    Option(name="app", ambient=True, help="the folder of the article's program"),
    Option(
        name="with",
        kind="choice",
        choices=packers,
        noun="packer",
        ambient=True,
        help="the packer: upx, or gopack, which knows Go; upx by default",
    ),
    Option(name="level", help="UPX's level, 1 (fastest) to 9"),
    Option(
        name="best",
        kind="flag",
        help="UPX's --best: minutes for a few bytes; gopack's: smaller, starts slower",
    ),
    Option(name="lzma", kind="flag", help="UPX's --lzma: smaller, starts slower still"),
    Option(
        name="brute",
        kind="flag",
        help="UPX's --brute: tries everything, five minutes; gopack's: one minute",
    ),
    replace(OPTIONS["go"], help="another Go than the pinned one: a path or a name on PATH"),
    replace(OPTIONS["upx"], help="another UPX than the one found: a path"),
    replace(OPTIONS["engine"], help="docker, podman or builtin; the first that works by default"),
    replace(OPTIONS["tag"], kind="text", help="the image's name"),
    replace(OPTIONS["port"], ambient=True, help="where 127.0.0.1 publishes the service"),
    Option(name="json", help="also write the result to this file"),
    replace(OPTIONS["recheck"], help="take the recorded verdicts again"),
    replace(OPTIONS["read_only"], help="start the image so that it may write nowhere in its files"),
    OPTIONS["least_memory"],
    *(OPTIONS[name] for name in ("variants", "budget", "seed")),
    OPTIONS["cache"],
    Option(
        name="system",
        kind="flag",
        help="as root on Debian: also install docker and podman for `nox -t ci`",
    ),
    Option(
        name="check",
        kind="flag",
        help="fail where docs/article.md is not what is seen here, or something is missing",
    ),
    Option(name="write", kind="flag", help="write docs/article.md anew"),
)

ARTICLE: Mapping[str, Option] = {each.name: each for each in _TABLE}

DEFAULTS = {"app": "app", "with": "upx", "tag": "slim-go-image", "port": "3000"}
"""What the article says; of options that nobody chose."""


def article_options(
    asked: Mapping[str, object],
    ambient: Mapping[str, str],
    configured: Mapping[str, object],
    *,
    project: Path,
    dry: bool = False,
) -> Options:
    """asked: as typed, by name. configured: the `slimgo` table of invoke.yaml. Raises BadInput."""
    from article.program import article_program
    from slimgo.config.invoke_yaml import invoke_layer
    from slimgo.config.read import read
    from slimgo.config.settings import Options, settings

    layers = (invoke_layer(configured, _TABLE),)
    chosen = read(_TABLE, asked, ambient, layers=layers, defaults=DEFAULTS)
    made = settings(
        chosen,
        project=project,
        program=article_program(chosen.texts, project),
        packer=chosen.text("with"),
        port=chosen.port("port"),
        ambient=ambient,
    )
    return Options(settings=made, dry=dry, chosen=chosen)


def article_settings(
    asked: Mapping[str, object],
    ambient: Mapping[str, str],
    configured: Mapping[str, object],
    *,
    project: Path,
) -> Settings:
    """The settings alone; see article_options."""
    return article_options(asked, ambient, configured, project=project).settings


def _read(project: Path, c: Context, asked: Mapping[str, object]) -> Options:
    configured = c.config.get("slimgo") or {}
    if not isinstance(configured, (Mapping, DataProxy)):
        raise BadInput(
            f"invoke.yaml: slimgo is {configured!r}", cure="write names and values under `slimgo:`"
        )
    return article_options(
        asked,
        os.environ,
        dict(configured.items()),
        project=project,
        dry=bool(c.config.run.dry),
    )


class Tasks:
    """Makes the tasks of the project in a folder."""

    def __init__(self, project: Path) -> None:
        self._read = partial(_read, project)

    def __call__(
        self, *names: str, default: bool = False
    ) -> Callable[[Callable[[Options], None]], Task[Any]]:
        """A task with the options of that name; its body gets what they come to."""
        chosen = (ARTICLE[name] for name in names)
        return any_task(*chosen, read=self._read, default=default)
