"""One thing that can be chosen: what each door makes its own words of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text",
    "path",
    "flag",
    "port",
    "choice",
    "list",
    "words",
    "commas",
    "pairs",
    "files",
    "probes",
    "companions",
]
"""`path`: a text that a settings file gives as seen from its own folder. `list`: typed once for
each value. `words`: typed as one text, which is split as a shell does. `commas`: typed with commas
between. `pairs`: NAME=VALUE, typed once for each; in a file a table. `files`: FROM:TO:MODE:OWNER,
typed once for each; in a file tables of that. `probes`, `companions`: in a file only."""

Place = Literal["nowhere", "project", "program", "both"]
"""Where an option stands in a settings file: nowhere; above the programs, for the whole project; in
a program; in a program, and above them for all that do not say otherwise."""


@dataclass(frozen=True, kw_only=True)
class Option:
    """One thing that can be chosen."""

    name: str
    """`read_only`: `--read-only` where it is typed, `read-only` in a settings file."""
    help: str
    """A sentence without its full stop."""
    kind: Kind = "text"
    typed: tuple[str, ...] = ()
    """How the slimgo command types it; `--NAME` where empty."""
    metavar: str = ""
    """What stands for its value in a usage text."""
    choices: Callable[[], tuple[str, ...]] = tuple
    """All its values, of a choice; asked for only where they matter: a list of tasks needs none."""
    noun: str = ""
    """What one of its values is called in an error; its name where empty."""
    ambient: bool = False
    """Whether SLIMGO_NAME sets it where no flag does."""
    place: Place = "nowhere"
    """Where it stands in a settings file."""
    filed: str = ""
    """Its name there, where that is another one."""
    default: str = ""
    """What holds where nobody chose, as a person is told."""

    @property
    def flags(self) -> tuple[str, ...]:
        """`-v`, `--verbose`."""
        return self.typed or (f"--{self.name.replace('_', '-')}",)

    @property
    def key(self) -> str:
        """Its name in a settings file."""
        return self.filed or self.name.replace("_", "-")
