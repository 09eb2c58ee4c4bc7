"""A project with its engine, and what became of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from slimgo.config.read import Chosen
from slimgo.config.settings import Options, Settings
from slimgo.pipeline.project import Project
from slimgo.pipeline.steps.program import make_program
from slimgo.pipeline.walk import walk
from slimgo.plan.ship import binary_steps
from slimgo.values.event import Doing, Event, Note
from slimgo.values.probe import Probe, Service
from slimgo.values.program import Program, Source
from slimgo.values.question import Question
from slimgo.values.result import Result, StepResult
from slimgo.values.step import Step
from slimgo.values.variant import Packing
from tests.unit.pipeline.fakes import FakeEngine
from tests.unit.pipeline.running import LEVEL
from tests.unit.pipeline.tools import FakeGo, FakeUpx

__all__ = ["Options", "Settings"]  # where they live is known here alone

PROGRAM = Program(
    name="hello",
    source=Source(folder=".", package="."),
    probes=(Service(port=8080, questions=(Question(path="/", answer="hello"),)),),
    tag="hello",
)
NOTHING = Result(
    versions=(),
    machine=(),
    engine="fake",
    engine_title="",
    engine_reason="",
    isolation="",
    not_isolated="",
    target="linux/amd64",
)


A_WHILE = 600.0
"""Seconds. What takes milliseconds takes less, however busy the machine is."""

UPX9 = Packing(packer="upx", flags=("-9",))


def settings_in(
    folder: Path,
    program: Program = PROGRAM,
    *,
    packer: str = "gopack",
    engine: str = "",
    go: str = "",
    upx: str = "",
    port: int = 8080,
    ambient: Mapping[str, str] | None = None,
) -> Settings:
    return Settings(
        project=folder,
        go=go,
        upx=upx,
        packer=packer,
        engine=engine,
        port=port,
        cache=folder / "cache",
        program=program,
        ambient=ambient or {},
    )


def options_of(settings: Settings, *, dry: bool = False, json: str = "") -> Options:
    return Options(settings=settings, dry=dry, chosen=Chosen(texts={"json": json}))


def terminal_of(monkeypatch: pytest.MonkeyPatch, columns: int | None) -> None:
    """Commands print to a terminal of that width; None for none."""
    monkeypatch.setattr("slimgo.terminal.screen.columns", lambda _: columns)


@dataclass
class Workshop:
    """A project, its tools and its engine, and what was told and saved of it."""

    project: Project
    engine: FakeEngine
    go: FakeGo
    upx: FakeUpx
    told: list[Event] = field(default_factory=list)
    saved: list[Result] = field(default_factory=list)

    def ships(self, program: Program) -> None:
        self._set(replace(self.project.settings, program=program))

    def asks(self, *probes: Probe) -> None:
        self.ships(replace(self.project.program, probes=probes))

    def rechecks(self) -> None:
        self._set(replace(self.project.settings, recheck=True))

    def is_read_only(self) -> None:
        self._set(replace(self.project.settings, read_only=True))

    def publishes_at(self, port: int) -> None:
        self._set(replace(self.project.settings, port=port))

    def looks_for_the_least_memory(self, *, wanted: bool = True) -> None:
        self._set(replace(self.project.settings, least_memory=wanted))

    def _set(self, settings: Settings) -> None:
        self.project = replace(self.project, settings=settings)

    def doings(self) -> list[str]:
        """What was said to take a while."""
        return [event.text for event in self.told if isinstance(event, Doing)]

    def notes(self) -> list[Note]:
        return [event for event in self.told if isinstance(event, Note)]

    def binaries(self, packing: Packing | None = UPX9) -> tuple[Step, ...]:
        """The build, and the packing behind it."""
        target = self.project.target
        return binary_steps(self.project.program, packing=packing, target=target, host=target)

    def made(self, packing: Packing | None = UPX9) -> tuple[StepResult, ...]:
        """What came of the build and the packing."""
        return tuple(make_program(self.project, step) for step in self.binaries(packing))

    def isolates(self) -> None:
        """What is started alone is started on a level from now on."""
        self.project = replace(self.project, level=LEVEL, level_reason="")

    def has_tools_at(self, folder: Path) -> None:
        """Go, the packers and the engine, as a script would call them."""
        programs = {name: folder / name for name in ("go", "upx", "python", "fake")}
        surroundings = replace(self.project.surroundings, programs=programs)
        self.project = replace(self.project, surroundings=surroundings)

    def finds_on_path(self, folder: Path, *names: str) -> None:
        """Programs of these names stand in the folder, which is all of PATH."""
        folder.mkdir(exist_ok=True)
        for name in names:
            (folder / name).touch(mode=0o755)
        surroundings = self.project.surroundings
        environment = {**surroundings.environment, "PATH": str(folder)}
        self.project = replace(
            self.project, surroundings=replace(surroundings, environment=environment)
        )

    def steps(self) -> tuple[Step, ...]:
        tag = self.project.program.tag
        return (
            Step(
                number=1,
                name="image",
                kind="image",
                command=self.engine.build_command(tag, ()),
                makes=tag,
            ),
            Step(
                number=2,
                name="run",
                kind="run",
                command=self.engine.run_command(tag, port=8080, host_port=8080),
                makes=tag,
                needs=("image",),
            ),
            Step(
                number=3,
                name="inspect",
                kind="inspect",
                command=self.engine.inspect_command(tag),
                makes=tag,
                needs=("image",),
            ),
        )

    def walk(self) -> Result:
        self.engine.done.clear()
        return walk(self.project, self.steps(), NOTHING, self.saved.append)
