"""What the user asked for: flags first, then the environment, then the project's invoke.yaml."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from slimgo.errors import BadInput
from slimgo.plan.engines import ENGINES
from slimgo.plan.packers import PACKERS
from slimgo.values.program import Program

_PORTS = range(1, 65536)
_LARGEST = 2**63  # Python refuses to write out a number of thousands of digits
_NAMES = ("go", "upx", "with", "engine", "tag", "port", "app", "cache")


ProgramOf = Callable[[Mapping[str, str], Path], Program]
"""From all settings, by name, and the project's folder. Raises BadInput."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """project: the folder that everything is relative to. program: what is shipped.

    go, upx: paths the user named, or empty. packer: whose work goes into the image; it is set
    as `with`. engine: forced, or empty for the first that works.
    port: where 127.0.0.1 publishes the service for `invoke run`.
    """

    project: Path
    go: str
    upx: str
    packer: str
    engine: str
    port: int
    cache: Path
    program: Program
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
    program: ProgramOf,
    defaults: Mapping[str, str],
    recheck: bool = False,
    read_only: bool = False,
    least_memory: bool = False,
) -> Settings:
    """flags: as typed, empty where left out. ambient: the environment; `SLIMGO_GO` sets go.

    configured: the `slimgo` table of invoke.yaml. defaults: of settings that nobody set, by name.
    program: makes it of the settings, by name.
    Raises BadInput for what cannot be.
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
            or defaults.get(name, "")
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
    return Settings(
        project=project,
        go=chosen["go"],
        upx=chosen["upx"],
        packer=chosen["with"],
        engine=chosen["engine"],
        port=_port(chosen["port"]),
        program=program(chosen, project),
        cache=Path(chosen["cache"]) if chosen["cache"] else private_cache(),
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


def private_cache() -> Path:
    """Where slimgo keeps what it fetches and what it knows of tools."""
    from platformdirs import user_cache_path

    return user_cache_path("slimgo", appauthor=False).absolute()
