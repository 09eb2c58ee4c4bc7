"""What a probe program could do on each level of the built-in engine, and how fast that starts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Attacked:
    """A level and what became of the attempts to reach out of it, each a name that stays."""

    level: str
    refused: str = ""
    """Why the level cannot be had there; then nothing else is known."""
    lacks: str = ""
    """As the level says it."""
    attempts: tuple[tuple[str, str], ...] = ()
    """Each, and why it failed; empty where it succeeded."""
    start_seconds: tuple[float, ...] = ()
    """From the start to an accepted connection, every repeat."""

    @property
    def could(self) -> frozenset[str]:
        """The attempts that succeeded."""
        return frozenset(name for name, why in self.attempts if not why)


@dataclass(frozen=True, kw_only=True)
class Place:
    """What a probe could do on one machine, as one user."""

    name: str
    """Who tried where: `as root`."""
    abi: int
    """The Landlock there, 0 for none."""
    levels: tuple[Attacked, ...]
    """Best first."""
    by_hand: Attacked
    """The same program started without the engine, as a shell would: what can be done at all."""


@dataclass(frozen=True, kw_only=True)
class AttackRecord:
    """All that was tried."""

    date: str
    """ISO 8601."""
    machine: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]
