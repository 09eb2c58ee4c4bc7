"""What a program wants from its surroundings that an image from scratch lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NeedName = Literal[
    "certificates", "zones", "user", "tmp", "mime", "resolver", "programs", "plugins", "home"
]
"""`certificates`: root certificates. `zones`: the time zone database. `user`: /etc/passwd and
/etc/group. `tmp`: a folder for temporary files. `mime`: a table of file types. `resolver`:
/etc/resolv.conf, hosts, nsswitch.conf, services and protocols, which an engine gives in part.
`programs`: other programs that it executes. `plugins`: Go plugins that it loads. `home`: a home
folder."""


@dataclass(frozen=True, kw_only=True)
class Suspicion:
    """A function that looks for it is in the program. The linker leaves out what nothing can
    call, so that none is there proves that there is no need; that one is there proves little."""

    need: NeedName
    function: str
    """`time.loadTzinfo`: as the linker names it."""
    path: tuple[str, ...] = ()
    """The functions that lead there, `main.main` first and the function last; empty where they
    were not looked for."""

    @property
    def own(self) -> bool:
        """Whether the program's own module calls it, as far as the path tells."""
        return bool(self.path)


@dataclass(frozen=True, kw_only=True)
class Observation:
    """A name that the program asked for while it was probed."""

    need: NeedName
    name: str
    """A path, as it gave it."""
    found: bool
    """Whether it was there."""


@dataclass(frozen=True, kw_only=True)
class Need:
    """One thing that is wanted, and why we say so."""

    name: NeedName
    suspicions: tuple[Suspicion, ...] = ()
    observations: tuple[Observation, ...] = ()
