"""What a probe program could do on each rung of the built-in engine, and how fast that starts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Attacked:
    """A rung and what became of the attempts to reach out of it, each a name that stays.

    refused: why the rung cannot be had there; then nothing else is known. lacks: as the rung says
    it. could_not: the attempts, and why not. start_seconds: from the start to an accepted
    connection, every repeat.
    """

    rung: str
    refused: str = ""
    lacks: str = ""
    could: tuple[str, ...] = ()
    could_not: tuple[tuple[str, str], ...] = ()
    start_seconds: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Place:
    """name: who tried where: `as root`. abi: the Landlock there, 0 for none. rungs: best first."""

    name: str
    abi: int
    rungs: tuple[Attacked, ...]


@dataclass(frozen=True, kw_only=True)
class Isolation:
    """All that was tried. date: ISO 8601."""

    date: str
    machine: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]
