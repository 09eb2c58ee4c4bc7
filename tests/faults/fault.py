"""What a fault is: one row of the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.checkout import Checkout, Outcome


@dataclass(frozen=True, kw_only=True)
class Fault:
    """name, step: a sentence, and where it strikes; together they are the test's name.

    provoke: brings it about and returns how the command ended. status: its exit code. words:
    what the one line must hold; nothing is said where it is empty. killed: leftovers may stay
    until the next run, whose processes nobody could end but the kernel.
    """

    step: str
    name: str
    provoke: Callable[[Checkout], Outcome]
    status: int
    words: str = ""
    killed: bool = False

    def __str__(self) -> str:
        return f"{self.step}: {self.name}"
