"""What a program wants from its surroundings that an image from scratch lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NeedName = Literal[
    "certificates", "zones", "user", "tmp", "mime", "resolver", "programs", "plugins", "home"
]
"""`certificates`: root certificates. `zones`: the time zone database. `user`: /etc/passwd and
/etc/group. `tmp`: a folder for temporary files. `mime`: a table of file types. `resolver`:
nsswitch.conf, services and protocols, beside the resolv.conf and hosts that an engine gives.
`programs`: other programs that it executes. `plugins`: Go plugins that it loads. `home`: a home
folder."""

Standing = Literal["needed", "wanted", "suspected", "in a library"]
"""How sure a need is. `needed`: it was looked for while the program was probed, it was not there,
and Go's library fails without it. `wanted`: the same, but Go's library goes on without it.
`suspected`: the program's own code leads there, and its probes did not. `in a library`: it is in
the program, and nothing tells that it is used."""


@dataclass(frozen=True, kw_only=True)
class Suspicion:
    """A function that looks for it is in the program. The linker leaves out what nothing can
    call, so that none is there proves that there is no need; that one is there proves little."""

    need: NeedName
    function: str
    """`crypto/x509.loadSystemRoots`: as the linker names it."""
    path: tuple[str, ...] = ()
    """The functions that lead there: one of the program's own module first, then what calls what.
    Empty where no direct calls lead there from its own code, or where they were not looked for."""

    @property
    def own(self) -> bool:
        """Whether the program's own module calls it, as far as direct calls tell."""
        return bool(self.path)


@dataclass(frozen=True, kw_only=True)
class Suspicions:
    """Everything that an executable's functions tell about what it may need."""

    found: tuple[Suspicion, ...] = ()
    """At most one for a need; one with a path before one without."""
    brought: tuple[NeedName, ...] = ()
    """What is linked into the program, such as the zones of time/tzdata."""
    lacks: str = ""
    """Why its functions could not be read. Only where this is empty are needs that are not found
    disproved."""
    lacks_paths: str = ""
    """Why no calls were followed; then every suspicion is without a path."""


@dataclass(frozen=True, kw_only=True)
class Observation:
    """A name that the program asked for while it was probed."""

    need: NeedName
    name: str
    """A path, as the program gave it."""
    found: bool
    """Whether it was there; False too where another file of the machine was there that an image
    from scratch does not have."""
    error: str = ""
    """The kernel's name for why not: `ENOENT`."""


@dataclass(frozen=True, kw_only=True)
class Need:
    """One thing that is wanted, and why we say so."""

    name: NeedName
    standing: Standing
    why: str
    """One sentence with the evidence."""
    suspicion: Suspicion | None = None
    observations: tuple[Observation, ...] = ()
    """What was asked for and not there, in the order first seen."""
