"""One step of the plan: a command, what it makes, and what is expected of that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from slimgo.values.command import Command
from slimgo.values.variant import Variant

Kind = Literal["build", "pack", "image", "run", "inspect"]


@dataclass(frozen=True, kw_only=True)
class Step:
    """number: its place in the whole way, from 1. name: the task that does it alone.

    makes: path or tag of what it is about. needs: the steps whose makings it takes, by name.
    packed_from: path of the program that it packs; empty for others.
    """

    number: int
    name: str
    kind: Kind
    command: Command
    makes: str = ""
    needs: tuple[str, ...] = ()
    variant: Variant | None = None
    packed_from: str = ""
    baseline: bool = False
    """Whether other sizes are told against the size of what it makes."""
    priced: bool = True
    """Whether a packing shows what it costs; not where a comparison of packers will."""
