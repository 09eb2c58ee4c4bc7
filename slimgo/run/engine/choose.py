"""Which engine: docker, then podman, then our own; each is chosen only after a trial worked."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from slimgo import __version__
from slimgo.errors import EngineFailed, SlimgoError, ToolMissing
from slimgo.run.engine.builtin.engine import Builtin
from slimgo.run.engine.builtin.rung import Rung
from slimgo.run.engine.protocol import Engine
from slimgo.run.engine.refusal import Refusal
from slimgo.run.process import Surroundings


@dataclass(frozen=True, kw_only=True)
class EngineChoice:
    """engine: None where none works.

    reason: why not a better one, and what this one needs here; empty where neither is so.
    """

    engine: Engine | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class Isolation:
    """rung: how this machine can run a program by itself; None where it cannot.

    reason: why not a better one; empty for the best.
    """

    rung: Rung | None
    reason: str


def choose_isolation(goarch: str) -> Isolation:
    """By running a program of one system call on each rung."""
    if sys.platform != "linux":
        return Isolation(
            rung=None, reason=f"{sys.platform} runs no Linux programs outside an engine"
        )
    from slimgo.run.engine.builtin.choice import choose_rung

    try:
        choice = choose_rung(goarch)
    except (EngineFailed, KeyError) as error:
        return Isolation(rung=None, reason=str(error))
    refused = dict.fromkeys(f"{name}: {why}" for name, why in choice.refused)
    return Isolation(rung=choice.rung, reason="; ".join(refused))


def choose_engine(
    forced: str,
    surroundings: Surroundings,
    isolation: Isolation,
    *,
    project: Path,
    cache: Path,
    goarch: str,
) -> EngineChoice:
    """forced: an engine's name, or empty. cache: where the outcome of trials is remembered.

    Raises ToolMissing when a forced one does not work.
    """
    refused: list[Refusal] = []
    for name in (forced,) if forced else ("docker", "podman", "builtin"):
        found = try_engine(
            name, surroundings, isolation, project=project, cache=cache, goarch=goarch
        )
        if not isinstance(found, Refusal):
            reasons = [*(refusal.why for refusal in refused), *needs(found)]
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


def needs(engine: Engine) -> tuple[str, ...]:
    """What the engine needs on this machine and why, in a line; none where it works as it is."""
    if engine.name == "builtin":
        return ()
    from slimgo.run.engine.container_engine import ContainerEngine

    if not isinstance(engine, ContainerEngine) or not engine.note:
        return ()
    pairs = (f"{name}={value}" for name, value in engine.build_env)
    words = " ".join((*pairs, *engine.run_flags))
    # its first part only says that the trial was not run
    return (f"{engine.name} needs {words} ({engine.note.partition(': ')[2] or engine.note})",)


def try_engine(
    name: str,
    surroundings: Surroundings,
    isolation: Isolation,
    *,
    project: Path,
    cache: Path,
    goarch: str,
) -> Engine | Refusal:
    """The engine of that name, or why it does not work; see choose_engine."""
    if name == "builtin":
        if isolation.rung is None:
            return Refusal(why=isolation.reason)
        from slimgo.run.engine.builtin.compress import WRITER

        version = f"{__version__} ({WRITER})"
        return Builtin(project=project, rung=isolation.rung, goarch=goarch, version=version)
    if name not in surroundings.programs:
        return Refusal(why=f"no {name} on PATH")
    try:
        if name == "docker":
            from slimgo.run.engine.docker import try_docker

            return try_docker(surroundings, cache=cache)
        from slimgo.run.engine.podman import try_podman

        return try_podman(surroundings, cache=cache)
    except SlimgoError as error:
        return Refusal(why=error.what, cure=error.cure)
