"""All that was found before the plan is made: tools, engine, target, and the folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from slimgo import __version__
from slimgo.config.settings import Settings
from slimgo.engines.protocol import Engine
from slimgo.run.process import Surroundings
from slimgo.run.store import Store
from slimgo.sandbox.level import Level
from slimgo.values.event import Tell
from slimgo.values.program import Program
from slimgo.values.sources import Sources
from slimgo.values.target import Target
from slimgo.values.tool import Tool
from slimgo.values.variant import Variant


@dataclass(frozen=True, kw_only=True)
class Project:
    """What a walk works with. engine, level: None where there is none, with the reason."""

    settings: Settings
    store: Store
    surroundings: Surroundings
    go: Tool
    packers: Mapping[str, Tool]
    """Those that the steps need, by name."""
    engine: Engine | None
    engine_reason: str
    level: Level | None
    """How this machine can run a program isolated."""
    level_reason: str
    target: Target
    host: Target
    tell: Tell
    emulator: Path | None = None
    """What runs the target's programs here; None where the machine does so itself."""
    modules_from: str = ""
    """Where Go gets modules from if not from its default, as a line to show; else empty."""

    heard: dict[str, Sources] = field(default_factory=dict)
    """What Go said in this run of what builds are made of."""
    prebuilt: Mapping[str, Path] = field(default_factory=dict)
    """What a step makes -> where one command for several programs has made it."""
    expects_known_faults: bool = False
    """Whether a packer's known fault is what must be seen, as in the matrix, or is red."""

    @property
    def program(self) -> Program:
        """What is shipped."""
        return self.settings.program

    def path(self, relative: str) -> Path:
        return self.settings.project / relative

    def record_name(self, step: str) -> str:
        """Of what is remembered of a step: one for each program, target and step."""
        return f"{self.program.name}/{self.target.goos}-{self.target.goarch}/{step}"

    @property
    def not_started(self) -> str:
        """Why no image of another target is started here; empty where one is."""
        return self.level_reason if self.settings.target and self.level is None else ""

    def readers(self, made: Variant) -> tuple[str, ...]:
        """What a program's verdicts depend on besides it: who read it, and who ran it."""
        packer = [self.packers[made.packing.packer].identity] if made.packing else []
        return (
            __version__,
            self.go.identity,
            *packer,
            f"level {self.level.name if self.level else 'absent'}",
            *([f"emulator {self.emulator}"] if self.emulator else []),
        )

    @property
    def machine_paths(self) -> tuple[tuple[str, str], ...]:
        """What a build may leave of this machine in a program: what it is, and its path."""
        goroot = str(self.go.path.parents[1])
        module = os.path.normpath(self.path(self.program.source.folder))
        return (("GOROOT", goroot), ("project", f"{module}/*.go"))
