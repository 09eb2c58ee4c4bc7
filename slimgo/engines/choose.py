"""Which engine: the first of the table that works; each is believed only after a trial worked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from slimgo import __version__
from slimgo.engines.protocol import Engine
from slimgo.engines.refusal import Refusal
from slimgo.errors import SlimgoError, ToolMissing
from slimgo.plan.engines import ENGINES
from slimgo.run.process import Surroundings
from slimgo.sandbox.isolation import Isolation
from slimgo.values.program import BUILD
from slimgo.values.target import Target


@dataclass(frozen=True, kw_only=True)
class EngineChoice:
    """The engine that is used, and why."""

    engine: Engine | None
    """None where none works."""
    reason: str
    """Why not a better one, and what this one needs here; empty where neither is so."""


@dataclass(frozen=True, kw_only=True)
class Here:
    """What an engine is tried with."""

    surroundings: Surroundings
    isolation: Isolation
    project: Path
    cache: Path
    """Where the outcome of trials is remembered."""
    goarch: str
    """This machine's."""
    out: str = BUILD
    """The folder of everything that is made, from the project's."""
    target: Target | None = None
    """What images are made for, where it is another target than this machine's."""
    emulator: Path | None = None
    """What runs that target's programs; None where this machine does, and where nothing does."""


def choose_engine(forced: str, here: Here) -> EngineChoice:
    """forced: an engine's name, or empty. Raises ToolMissing when a forced one does not work."""
    refused: list[Refusal] = []
    usual = [each.name for each in ENGINES.values() if each.other_targets or not here.target]
    for name in (forced,) if forced else usual:
        found = try_engine(name, here)
        if not isinstance(found, Refusal):
            reasons = [*(refusal.why for refusal in refused), *filter(None, [found.needs])]
            return EngineChoice(engine=found, reason="; ".join(reasons))
        refused.append(found)
    if forced:
        raise ToolMissing(
            f"the engine {forced} does not work here",
            why=refused[0].why,
            cure=refused[0].cure
            or "invoke doctor   (or leave --engine out: the built-in one needs nothing)",
        )
    return EngineChoice(engine=None, reason="; ".join(refusal.why for refusal in refused))


def try_engine(name: str, here: Here) -> Engine | Refusal:
    """The engine of that name, or why it does not work."""
    program = ENGINES[name].program
    if program and program not in here.surroundings.programs:
        return Refusal(why=f"no {program} on PATH")
    try:
        return _TRIALS[name](here)
    except SlimgoError as error:
        return Refusal(why=error.what, cure=error.cure)


def _docker(here: Here) -> Engine | Refusal:
    from slimgo.engines.docker import try_docker

    return try_docker(here.surroundings, cache=here.cache)


def _podman(here: Here) -> Engine | Refusal:
    from slimgo.engines.podman import try_podman

    return try_podman(here.surroundings, cache=here.cache)


def _builtin(here: Here) -> Engine | Refusal:
    if here.isolation.level is None:
        return Refusal(why=here.isolation.reason)
    from slimgo.engines.builtin import Builtin
    from slimgo.oci.compress import WRITER

    return Builtin(
        project=here.project,
        level=here.isolation.level,
        goarch=here.goarch,
        out=here.out,
        version=f"{__version__} ({WRITER})",
        platform=str(here.target) if here.target else "",
        emulator=here.emulator,
    )


_TRIALS: dict[str, Callable[[Here], Engine | Refusal]] = {
    "docker": _docker,
    "podman": _podman,
    "builtin": _builtin,
}
"""Imported when tried: most runs need one."""
