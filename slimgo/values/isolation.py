"""What a probe program could do on each level of the built-in engine, and how fast that starts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Attacked:
    """A level and what became of the attempts to reach out of it, each a name that stays.

    refused: why the level cannot be had there; then nothing else is known. lacks: as the level says
    it. attempts: each, and why it failed; empty where it succeeded. start_seconds: from the start
    to an accepted connection, every repeat.
    """

    level: str
    refused: str = ""
    lacks: str = ""
    attempts: tuple[tuple[str, str], ...] = ()
    start_seconds: tuple[float, ...] = ()

    @property
    def could(self) -> frozenset[str]:
        """The attempts that succeeded."""
        return frozenset(name for name, why in self.attempts if not why)


@dataclass(frozen=True, kw_only=True)
class Place:
    """name: who tried where: `as root`. abi: the Landlock there, 0 for none. levels: best first.

    by_hand: the same program started without the engine, as a shell would: what can be done at
    all.
    """

    name: str
    abi: int
    levels: tuple[Attacked, ...]
    by_hand: Attacked


@dataclass(frozen=True, kw_only=True)
class AttackRecord:
    """All that was tried. date: ISO 8601."""

    date: str
    machine: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]
