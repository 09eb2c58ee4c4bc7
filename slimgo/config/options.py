"""The one table of what can be chosen. Each door makes its own words of it: the slimgo command its
options, Invoke its flags, and both read SLIMGO_ variables and a project's file by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "flag", "port", "choice", "list"]


@dataclass(frozen=True, kw_only=True)
class Option:
    """One thing that can be chosen."""

    name: str
    """`read_only`: typed as `--read-only`."""
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
    """Whether SLIMGO_NAME and the project's file set it where no flag does."""

    @property
    def flags(self) -> tuple[str, ...]:
        """`-v`, `--verbose`."""
        return self.typed or (f"--{self.name.replace('_', '-')}",)


def packers() -> tuple[str, ...]:
    """The packers there are, by name."""
    from slimgo.plan.packers import PACKERS

    return tuple(PACKERS)


def engines() -> tuple[str, ...]:
    """The engines there are, by name, the best first."""
    from slimgo.plan.engines import ENGINES

    return tuple(ENGINES)


_TABLE = (
    Option(name="port", kind="port", metavar="PORT", help="where it listens, over TCP"),
    Option(
        name="publish",
        kind="port",
        metavar="PORT",
        help="the port of 127.0.0.1 that leads there; the same by default",
    ),
    Option(
        name="ask",
        kind="list",
        metavar="PATH[=TEXT|~PATTERN]",
        help="GET PATH must succeed, and answer TEXT, or something that PATTERN is found in",
    ),
    Option(name="run", metavar="ARGUMENTS", help="it is a command: run it so"),
    Option(name="says", metavar="PATTERN", help="what --run must print"),
    Option(name="pack", kind="choice", choices=lambda: (*packers(), "none"), noun="packer",
           help="the packer; gopack where it packs for the processor"),
    Option(name="best", kind="flag", help="pack smaller; it starts slower"),
    Option(name="tag", metavar="TAG", ambient=True,
           help="the image's name; by default the program's"),
    Option(name="name", metavar="NAME", help="what the program is called"),
    Option(name="tags", metavar="TAG,TAG", help="build tags"),
    Option(name="values", kind="list", typed=("-X",), metavar="NAME=VALUE",
           help="set a variable in it"),
    Option(name="go", metavar="PATH", ambient=True, help="the Go to build with; by default PATH's"),
    Option(name="upx", metavar="PATH", ambient=True, help="another UPX than the one found"),
    Option(name="engine", kind="choice", choices=engines, ambient=True,
           help="what builds and runs the image; the first that works by default"),
    Option(name="fetch_go", kind="flag",
           help="let Go fetch the version that the module asks for, where yours is older"),
    Option(name="out", metavar="FOLDER", ambient=True,
           help="where everything is made; by default build"),
    Option(name="cache", metavar="FOLDER", ambient=True,
           help="where slimgo keeps what it fetches and knows"),
    Option(name="read_only", kind="flag", help="run the image so that it may write nowhere"),
    Option(name="recheck", kind="flag", help="check again what has not changed"),
    Option(name="least_memory", kind="flag",
           help="also look for the least memory limit that each start works under: 10 s"),
    Option(name="dry", kind="flag", help="print a script of it instead"),
    Option(name="verbose", kind="flag", typed=("-v", "--verbose"),
           help="show each command and each check"),
    Option(name="form", kind="choice", typed=("--format",),
           choices=lambda: ("text", "json", "github", "junit"), help="what standard output gets"),
)  # fmt: skip

OPTIONS: Mapping[str, Option] = {each.name: each for each in _TABLE}


def options(*names: str) -> tuple[Option, ...]:
    """Those of that name, in that order."""
    return tuple(OPTIONS[name] for name in names)
