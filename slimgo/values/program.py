"""One thing to be shipped."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.values.companion import Companion
from slimgo.values.probe import Probe

BUILD = "build"
"""The folder, in the project, of everything that is made, where no other is named."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """A Go package."""

    folder: str
    """Of its module, from the project's folder; `.` for that itself."""
    package: str
    """As `go build` takes it there: `./cmd/server`, or a file."""
    path: str = ""
    """Its import path, where that was found out."""
    back: str = ""
    """The project's folder from the module's, where the way there does not follow from `folder`:
    when the module stands outside of the project."""
    tags: tuple[str, ...] = ()
    """Build tags."""
    ldflags: tuple[str, ...] = ()
    """For the linker, beside those of the variant: `-X main.version=1.2`."""
    workspace: bool = False
    """Whether a go.work in the module's folder or above it counts, as it does for `go build`."""


@dataclass(frozen=True, kw_only=True)
class Program:
    """What is built, how it is found out that it works, and what its image is made of."""

    name: str
    source: Source
    probes: tuple[Probe, ...]
    """In the order in which they are proven; at least one. The first is the main one: its start is
    timed, swept and served."""
    tag: str
    """The image's."""
    out: str = BUILD
    """The folder of everything that is made, from the project's: one name."""
    context: str = "."
    """The folder of its Dockerfile, which is what the image is made of, from the project's."""
    build_args: tuple[tuple[str, str], ...] = ()
    """What the Dockerfile is told by ARG."""
    companions: tuple[Companion, ...] = ()
    """Started before it wherever it is probed, in this order, and ended after it."""
    dockerfile: str = ""
    """The text to write there; empty where the project has a Dockerfile of its own."""

    @property
    def probe(self) -> Probe:
        """The main one."""
        return self.probes[0]
