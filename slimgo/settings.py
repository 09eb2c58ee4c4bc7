"""What the user asked for: flags first, then the environment, then the project's invoke.yaml."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from slimgo.errors import BadInput
from slimgo.oci.tag import parse_tag
from slimgo.plan.engines import ENGINES
from slimgo.plan.packers import PACKERS

_PORTS = range(1, 65536)
_LARGEST = 2**63  # Python refuses to write out a number of thousands of digits
_DEFAULTS = {"app": "app", "with": "upx", "tag": "slim-go-image", "port": "3000"}
_NAMES = ("go", "upx", "with", "engine", "tag", "port", "app", "cache")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """project: the folder that everything is relative to. app: the module's folder in it.

    go, upx: paths the user named, or empty. packer: whose work goes into the image; it is set
    as `with`. engine: forced, or empty for the first that works.
    port: where 127.0.0.1 publishes the service for `invoke run`.
    """

    project: Path
    go: str
    upx: str
    packer: str
    engine: str
    tag: str
    port: int
    app: str
    cache: Path
    recheck: bool = False
    read_only: bool = False
    """Whether the image is started so that it may write nowhere in its files."""
    least_memory: bool = False
    """Whether the least memory limit of a start is looked for, which takes some seconds."""
    ambient: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Options:
    """What was asked of one task. dry: print a script instead of doing it.

    json: a file to write the result to, or empty. level, efforts: the packer's, as typed.
    """

    settings: Settings
    dry: bool
    json: str
    level: str
    efforts: Mapping[str, bool]


def read_settings(
    flags: Mapping[str, str],
    ambient: Mapping[str, str],
    configured: Mapping[str, object],
    *,
    project: Path,
    recheck: bool = False,
    read_only: bool = False,
    least_memory: bool = False,
) -> Settings:
    """flags: as typed, empty where left out. ambient: the environment; `SLIMGO_GO` sets go.

    configured: the `slimgo` table of invoke.yaml. Raises BadInput for what cannot be.
    """
    unknown = sorted(set(configured) - set(_NAMES))
    if unknown:
        raise BadInput(
            f"unknown setting slimgo.{unknown[0]} in invoke.yaml",
            cure=f"choose one of: {', '.join(_NAMES)}",
        )
    chosen = {
        name: str(
            flags.get(name)
            or ambient.get(f"SLIMGO_{name.upper()}")
            or _configured(configured, name)
            or _DEFAULTS.get(name, "")
        )
        for name in _NAMES
    }
    if chosen["engine"] and chosen["engine"] not in ENGINES:
        raise BadInput(
            f"there is no engine {chosen['engine']!r}", cure=f"choose one of: {', '.join(ENGINES)}"
        )
    if chosen["with"] not in PACKERS:
        raise BadInput(
            f"there is no packer {chosen['with']!r}", cure=f"choose one of: {', '.join(PACKERS)}"
        )
    parse_tag(chosen["tag"])
    return Settings(
        project=project,
        go=chosen["go"],
        upx=chosen["upx"],
        packer=chosen["with"],
        engine=chosen["engine"],
        tag=chosen["tag"],
        port=_port(chosen["port"]),
        app=_app(chosen["app"], project),
        cache=Path(chosen["cache"]) if chosen["cache"] else _cache(),
        recheck=recheck,
        read_only=read_only,
        least_memory=least_memory,
        ambient=ambient,
    )


def _configured(configured: Mapping[str, object], name: str) -> str:
    value = configured.get(name)
    if value is None:
        return ""
    if not isinstance(value, (str, int)) or (isinstance(value, int) and value > _LARGEST):
        raise BadInput(f"invoke.yaml: slimgo.{name} is neither text nor a number that fits")
    return str(value)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) in _PORTS):  # noqa: PLR2004  65535
        raise BadInput(
            f"{text!r} is no port", cure="choose a port from 1 to 65535, as in --port 3001"
        )
    return int(text)


def _app(text: str, project: Path) -> str:
    path = os.path.normpath(text)
    if Path(path).is_absolute() or path.startswith(".."):
        raise BadInput(
            f"the app's folder {text!r} is outside the project",
            cure="set SLIMGO_APP to a folder below the project's",
        )
    # Path.is_file raises for a name that is too long
    if not os.path.isfile(project / path / "app.go"):  # noqa: PTH113
        raise _no_program(project, path)
    return path


def _no_program(project: Path, app: str) -> BadInput:
    """Says what the folder holds instead, and what to type."""
    what = f"there is no {app}/app.go"
    folder = project / app
    found: list[str] = []
    with suppress(OSError, ValueError):  # ValueError: a name that no folder can have
        found = sorted(each.name for each in folder.glob("*.go") if each.is_file())
    programs = [name for name in found if not name.endswith("_test.go")]
    if programs:
        old, new = (shlex.quote(str(folder / name)) for name in (programs[0], "app.go"))
        return BadInput(
            what,
            why=f"{app} holds {', '.join(programs)}, and the program's file must be called app.go",
            cure=f"mv {old} {new}",
        )
    others = sorted(str(each.parent.relative_to(project)) for each in project.glob("*/app.go"))
    return BadInput(
        what,
        why=f"{app} holds no Go file" if os.path.isdir(folder) else f"there is no folder {app}",  # noqa: PTH112
        cure=f"set SLIMGO_APP={shlex.quote(others[0])}" if others else "",
    )


def _cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("slimgo", appauthor=False).absolute()
