"""One step of the plan: a command, what it makes, and what is expected of that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from slimgo.values.command import Command
from slimgo.values.variant import Variant

Kind = Literal["build", "save", "extract", "take", "pack", "files", "image", "run", "inspect"]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One command of a plan, and what it makes."""

    number: int
    """Its place in the whole way, from 1."""
    name: str
    """The task that does it alone."""
    kind: Kind
    command: Command
    makes: str = ""
    """Path or tag of what it is about."""
    needs: tuple[str, ...] = ()
    """The steps whose makings it takes, by name."""
    also: tuple[Command, ...] = ()
    """What a person types behind it: other tags for the image that it makes."""
    variant: Variant | None = None
    packed_from: str = ""
    """Path of the program that it packs; empty for others."""
    baseline: bool = False
    """Whether other sizes are told against the size of what it makes."""
    priced: bool = True
    """Whether a packing shows what it costs; not where a comparison of packers will."""
