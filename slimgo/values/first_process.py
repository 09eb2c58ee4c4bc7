"""How a program does as the first process of a container, which nobody stands in for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

OnSigterm = Literal["ends well", "is ended", "goes on", "not asked"]
"""`ends well`: with status 0. `is ended`: by the signal, or with another status. `goes on`: it had
to be killed. `not asked`: it had ended before."""


@dataclass(frozen=True, kw_only=True)
class FirstProcess:
    """What was seen of it."""

    on_sigterm: OnSigterm
    unreaped: tuple[str, ...] | None = None
    """Names of processes that have ended and that it has not waited for; None where that is not
    known."""
