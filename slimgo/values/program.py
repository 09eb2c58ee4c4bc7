"""One thing to be shipped."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.values.probe import Probe


@dataclass(frozen=True, kw_only=True)
class Source:
    """A Go package. folder: of its module, from the project's folder; `.` for that itself.

    package: as `go build` takes it there: `./cmd/server`, or a file.
    """

    folder: str
    package: str


@dataclass(frozen=True, kw_only=True)
class Program:
    """name: of its records, and what it is called. tag: the image's."""

    name: str
    source: Source
    probe: Probe
    tag: str
